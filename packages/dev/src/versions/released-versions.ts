import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../replace-file.ts'
import { UserError } from '../user-error.ts'

/** The file beside the Wrangler configuration that records what was released. It is committed. */
export const versionsFile = 'cloudwerk.versions.json'

/** What was released of a class: its highest version, and the hash of each step of SQL. */
export interface ReleasedVersions {
  version: number
  sql: string[]
}

export type VersionsRecord = ReadonlyMap<string, ReleasedVersions>

/** @throws UserError where the file is damaged, or of a newer version of cloudwerk. */
export function readReleased(root: string): VersionsRecord {
  const path = join(root, versionsFile)
  if (!existsSync(path)) return new Map()
  const { format, classes } = parse(readFileSync(path, 'utf8'))
  if (typeof format === 'number' && format > 1) {
    throw new UserError(`It was written by a newer version of cloudwerk (format ${format}).`, {
      file: versionsFile,
      hint: 'Use that version for this app. Nothing was changed.',
    })
  }
  const entries = Object.entries(Object(classes))
  if (format !== 1 || !entries.every(([, entry]) => isReleased(entry))) throw damaged()
  // `isReleased` has checked each.
  return new Map(entries as [string, ReleasedVersions][])
}

export function writeReleased(root: string, record: VersionsRecord): void {
  const sorted = [...record].sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify({ format: 1, classes: Object.fromEntries(sorted) }, null, 2)
  replaceFile(join(root, versionsFile), (temporary) => writeFileSync(temporary, `${text}\n`))
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch (cause) {
    throw damaged(cause)
  }
}

function isReleased(entry: unknown): boolean {
  const { version, sql } = Object(entry)
  return Number.isSafeInteger(version) && Array.isArray(sql)
}

function damaged(cause?: unknown): UserError {
  return new UserError('It is damaged.', {
    file: versionsFile,
    hint: 'Restore it from version control. Nothing was changed.',
    cause,
  })
}
