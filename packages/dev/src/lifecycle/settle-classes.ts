import type { ClassRecord, RecordChange, Storage } from '../config/class-record.ts'
import { suggest } from '../suggest.ts'
import { UserError } from '../user-error.ts'
import type { CodeClasses } from './compare-classes.ts'

/** What someone decided about classes that have vanished. */
export interface Decisions {
  rename: readonly { from: string; to: string }[]
  delete: readonly string[]
  /** These stay in the record, and get an empty definition. */
  keep: readonly string[]
}

/**
 * The changes that carry out the decisions. Decisions that the record already holds need none.
 *
 * @throws UserError for a decision that would lose or mix the objects of a class.
 */
export function settleClasses(
  { record, code, file }: { record: ClassRecord; code: CodeClasses; file: string },
  decisions: Decisions,
): RecordChange[] {
  const settling: Settling = { record, code, file }
  assertOnce(decisions, file)
  const renames = decisions.rename.flatMap(({ from, to }): RecordChange[] => {
    const entry = record.entries.get(from)
    if (entry?.state === 'renamed' && entry.to === to) return []
    const storage = goneStorage(settling, from)
    assertTarget(settling, { from, to, storage })
    return [{ what: 'rename', from, to, storage }]
  })
  const deletions = decisions.delete.flatMap((className): RecordChange[] => {
    if (record.entries.get(className)?.state === 'deleted' && !objectOf(code, className)) return []
    goneStorage(settling, className)
    return [{ what: 'delete', className }]
  })
  for (const className of decisions.keep) goneStorage(settling, className)
  return [...renames, ...deletions]
}

interface Settling {
  record: ClassRecord
  code: CodeClasses
  file: string
}

function assertOnce({ rename, delete: deleted, keep }: Decisions, file: string): void {
  const seen = new Set<string>()
  for (const name of [...rename.map(({ from }) => from), ...deleted, ...keep]) {
    if (seen.has(name)) throw refuse(file, `${name} is given twice.`, 'Choose one of the two.')
    seen.add(name)
  }
  const targets = new Set<string>()
  for (const { to } of rename) {
    const hint = 'The objects of two classes cannot be merged.'
    if (targets.has(to)) throw refuse(file, `Two classes would be renamed to ${to}.`, hint)
    targets.add(to)
  }
}

/** The storage of a class that is recorded and not in the code. */
function goneStorage({ record, code, file }: Settling, className: string): Storage {
  const object = objectOf(code, className)
  if (object || code.exported?.has(className)) {
    const where = object ? `${object.file} defines` : 'the Worker exports'
    const hint = 'Remove it from the code first. Nothing was changed.'
    throw refuse(file, `The class ${className} still exists: ${where} it.`, hint)
  }
  const entry = record.entries.get(className)
  if (!entry) {
    const hint = suggest(className, [...record.entries.keys()])
    throw refuse(file, `${file} has no class ${className}.`, hint)
  }
  if (entry.state === 'created') return entry.storage
  const state = entry.state === 'renamed' ? `renamed to ${entry.to}` : entry.state
  throw refuse(file, `${file} already lists ${className} as ${state}.`, 'Leave it out.')
}

function assertTarget(
  { record, code, file }: Settling,
  { from, to, storage }: { from: string; to: string; storage: Storage },
): void {
  const object = objectOf(code, to)
  if (!object && !code.exported?.has(to)) {
    const hint = `Rename its file in app/objects first. The objects of ${from} are untouched.`
    throw refuse(file, `${from} cannot be renamed to ${to}: there is no such class.`, hint)
  }
  const taken = record.entries.get(to)
  if (taken) {
    const hint =
      taken.state === 'created'
        ? `The objects of two classes cannot be mixed. If ${to} was never deployed or started, remove its entry and run this again.`
        : `Its entry says ${taken.state}. Remove the entry once that has been deployed everywhere.`
    throw refuse(
      file,
      `${file} already has a class ${to}, so ${from} cannot be renamed to it.`,
      hint,
    )
  }
  if (object && object.storage !== storage) {
    const hint = `Write \`sqlite: ${storage === 'sqlite'}\` in ${object.file}, or choose another name.`
    const message = `${from} is stored as ${storage} and ${to} as ${object.storage}, which cannot be converted.`
    throw refuse(file, message, hint)
  }
}

function objectOf(
  { objects }: CodeClasses,
  className: string,
): CodeClasses['objects'][number] | undefined {
  return objects.find((object) => object.className === className)
}

function refuse(file: string, message: string, hint: string): UserError {
  return new UserError(message, { file, hint })
}
