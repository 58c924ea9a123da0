import type { Manifest } from '../app/manifest.ts'
import type { ClassRecord, RecordChange } from '../config/class-record.ts'
import { type ConfigFile, isToml, writeConfigFile } from '../config/config-file.ts'
import { editRecord } from '../config/edit-record.ts'
import type { RecordedConfig } from '../config/parse-config.ts'
import { formatSnippet, type RecordChanges } from '../config/snippet.ts'
import { UserError } from '../user-error.ts'
import { askDecisions, type Questions } from './ask-decisions.ts'
import type { CodeClasses } from './compare-classes.ts'
import { planKeptFiles, writeKeptFiles } from './kept-files.ts'
import { type Decisions, settleClasses } from './settle-classes.ts'

export interface MigrateOptions {
  manifest: Manifest
  config: RecordedConfig
  code: CodeClasses
  /** Decisions from the command line. */
  given: Decisions
  /** Whether a deletion needs no confirmation. */
  confirmed: boolean
  /** Undefined where nobody can be asked. */
  questions: Questions | undefined
}

/** What was decided, and written. */
export interface Migrated {
  /** Undefined where the app has no Wrangler configuration yet. */
  file: string | undefined
  renamed: readonly { from: string; to: string }[]
  deleted: readonly string[]
  kept: readonly string[]
  /** The definitions that were created for classes that are kept. */
  made: string[]
  /** What to add by hand, where the file is not edited. */
  snippet: string | undefined
}

/**
 * Decides what happens to classes that are recorded, but no longer in the code. Nothing is written
 * before all decisions are known to be possible.
 *
 * @throws UserError for what cannot be done, and where nobody can be asked.
 */
export async function migrateClasses(options: MigrateOptions): Promise<Migrated> {
  const { manifest, code, given } = options
  const { file, records } = options.config
  if (!file) return toMigrated(undefined, given)
  const isGiven = given.rename.length + given.delete.length + given.keep.length > 0
  const decisions = isGiven ? given : await askDecisions(records, { ...options, file: file.name })
  const edits = planEdits(records, { code, file: file.name }, decisions)
  await confirmDeletions(edits, options)
  const kept = planKeptFiles(manifest, { records, classNames: decisions.keep })
  const snippet = isToml(file) && edits.some(({ changes }) => changes.length > 0)
  if (!isToml(file)) writeConfigFile(file, editAll(file, edits))
  writeKeptFiles(manifest.root, kept)
  return {
    ...toMigrated(file.name, decisions),
    made: [...kept.keys()],
    snippet: snippet ? formatSnippet(file.name, edits) : undefined,
  }
}

function toMigrated(file: string | undefined, decisions: Decisions): Migrated {
  const { rename: renamed, delete: deleted, keep: kept } = decisions
  return { file, renamed, deleted, kept, made: [], snippet: undefined }
}

function editAll({ name, text }: ConfigFile, edits: readonly RecordChanges[]): string {
  return edits.reduce((before, edit) => editRecord(before, { ...edit, file: name }), text)
}

/** Each record gets the decisions about its own classes. The first one refuses unknown classes. */
function planEdits(
  records: readonly ClassRecord[],
  { code, file }: { code: CodeClasses; file: string },
  decisions: Decisions,
): RecordChanges[] {
  const isKnown = (name: string) => records.some(({ entries }) => entries.has(name))
  return records.map((record, index) => {
    const concerns = (name: string) => record.entries.has(name) || (index === 0 && !isKnown(name))
    const own: Decisions = {
      rename: decisions.rename.filter(({ from }) => concerns(from)),
      delete: decisions.delete.filter(concerns),
      keep: decisions.keep.filter(concerns),
    }
    const changes: RecordChange[] = settleClasses({ record, code, file }, own)
    return { record, changes }
  })
}

async function confirmDeletions(
  edits: readonly RecordChanges[],
  { confirmed, questions }: MigrateOptions,
): Promise<void> {
  if (confirmed) return
  const changes = edits.flatMap((edit) => edit.changes)
  const deleted = changes.flatMap((change) => (change.what === 'delete' ? [change.className] : []))
  for (const className of new Set(deleted)) {
    const hint = `The next deployment deletes all stored objects of ${className} for good. Add --yes to confirm that.`
    if (!questions) throw new UserError(`Deleting ${className} was not confirmed.`, { hint })
    if (await questions.confirmDelete(className)) continue
    throw new UserError(`Deleting ${className} was not confirmed. Nothing was changed.`)
  }
}
