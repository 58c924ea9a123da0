import { fail } from '../fail.ts'
import type { AnyDurableObjectDefinition } from './definition.ts'
import { resolveSettings } from './settings.ts'
import type { SqlStep } from './versions.ts'

/** Throws for versions that contradict each other. */
export function assertVersions(where: string, definition: AnyDurableObjectDefinition): void {
  const { versions } = definition
  if (!versions) return
  const { version = 1, sql = [] } = versions
  if (!isVersion(version)) {
    fail(where, `has 'versions.version' that is ${version}`, 'Use 1, 2, 3 and so on.')
  }
  const { readsFrom = version } = versions
  if (!isVersion(readsFrom) || readsFrom > version) {
    fail(
      where,
      `has 'versions.readsFrom' that is ${readsFrom}`,
      `Use a version from 1 to ${version}.`,
    )
  }
  assertMigrate(where, versions.migrate ?? {}, { version, sqlSteps: sql.length })
  for (const [index, step] of sql.entries()) assertSqlStep(where, step, index)
  if (sql.length > 0 && !resolveSettings(definition).hasSql) {
    fail(
      where,
      "has 'versions.sql' without a database",
      "Add sqlite: true, or leave 'versions.sql' out.",
    )
  }
}

function assertMigrate(
  where: string,
  migrate: object,
  { version, sqlSteps }: { version: number; sqlSteps: number },
): void {
  for (const [key, step] of Object.entries(migrate)) {
    if (!isVersion(Number(key)) || Number(key) < 2 || Number(key) > version) {
      fail(
        where,
        `has 'versions.migrate' for '${key}', but its version is ${version}`,
        version === 1 ? 'Add the version.' : `Use versions from 2 to ${version}.`,
      )
    }
    if (typeof step !== 'function') {
      fail(
        where,
        `has 'versions.migrate.${key}' that is not a function`,
        `Write ${key}(state) { … }.`,
      )
    }
  }
  const missing = versionsUpTo(version).filter((number) => !(number in migrate))
  // A version can be for a step of SQL alone.
  if (missing.length > sqlSteps) {
    fail(
      where,
      `has no 'versions.migrate' for version ${missing[0]}`,
      `Write ${missing[0]}(state) { … }, which may change nothing.`,
    )
  }
}

function assertSqlStep(where: string, step: SqlStep, index: number): void {
  const isStep =
    typeof step === 'string' || (typeof step?.name === 'string' && typeof step.up === 'string')
  if (isStep) return
  fail(
    where,
    `has 'versions.sql[${index}]' that is not SQL`,
    "Use a string, or { name: '…', up: '…' }.",
  )
}

function versionsUpTo(version: number): number[] {
  return Array.from({ length: version - 1 }, (_, index) => index + 2)
}

function isVersion(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1
}
