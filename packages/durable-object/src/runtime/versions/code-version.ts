import type { ObjectVersions } from '../../definition/versions.ts'
import type { DataVersion } from '../../state/index.ts'
import { hashSteps, nameOf } from './sql-steps.ts'

type Versions = ObjectVersions<unknown>

/** What `cloudwerk build` compares with the record of released versions. */
export interface ClassVersions {
  version: number
  /** The versions that have a step for the state. */
  migrated: number[]
  sql: { name: string; hash: string }[]
}

/** The version of the data that code with these versions writes. */
export function codeVersionOf({
  version = 1,
  readsFrom = version,
  sql = [],
}: Versions): DataVersion {
  return { version, readsFrom, sqlCount: sql.length, sqlHash: hashSteps(sql) }
}

/** Whether there is something to do before code of this version can use such data, or something wrong. */
export function needsMigration(data: DataVersion, code: DataVersion): boolean {
  // Data that newer code lets this code open stays as it is.
  if (data.version > code.version) return false
  return data.version < code.version || data.sqlHash !== code.sqlHash
}

export function describeVersions(versions: Versions): ClassVersions {
  const { version = 1, migrate = {}, sql = [] } = versions
  return {
    version,
    migrated: Object.keys(migrate).map(Number),
    sql: sql.map((step, index) => ({ name: nameOf(step, index), hash: hashSteps([step]) })),
  }
}
