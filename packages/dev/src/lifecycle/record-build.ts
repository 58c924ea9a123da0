import type { Manifest } from '../app/manifest.ts'
import { throwProblems } from '../app/problems.ts'
import type { AppConfig } from '../config/app-config.ts'
import { type ClassRecord, type RecordChange, recordFor } from '../config/class-record.ts'
import { configName, createConfigFile, isToml, writeConfigFile } from '../config/config-file.ts'
import { editRecord } from '../config/edit-record.ts'
import { newConfig } from '../config/new-config.ts'
import { formatSnippet } from '../config/snippet.ts'
import { UserError } from '../user-error.ts'
import { type CodeClasses, compareClasses, isUnsettled } from './compare-classes.ts'
import { explainUnbound, explainUnexported, explainUnsettled } from './explain.ts'

export interface BuildRecording {
  manifest: Manifest
  /** What the built bundle exports. */
  exported: ReadonlySet<string>
  config: Omit<AppConfig, 'raw'>
  /** Whether nothing may be written, as in CI. */
  frozen: boolean
  onNotice(text: string): void
}

/**
 * Compares the classes of a build with their record, and records those that are new.
 *
 * @throws UserError when classes with stored objects are gone or have changed, and when a new class
 * cannot be recorded. Nothing is written then.
 */
export function recordBuild(build: BuildRecording): void {
  const { manifest, exported, config } = build
  const { file, records, main, environment } = config
  const code: CodeClasses = { objects: manifest.objects, exported }
  const comparison = compareClasses(recordFor(records, environment), code)
  const explained = new Set(comparison.vanished.map(({ className }) => className))
  const unbound = config.bound.filter(
    ({ className }) => !exported.has(className) && !explained.has(className),
  )
  const name = configName(file)
  throwProblems([
    ...explainUnsettled(comparison, name),
    ...explainUnbound(unbound, name),
    ...(main === undefined ? [] : explainUnexported(comparison.unexported, main)),
  ])
  // An environment that needs a decision is left alone, or a rename there would find its new name
  // taken.
  const additions = records
    .filter((record) => !isUnsettled(compareClasses(record, code)))
    .map((record) => additionsTo(record, code))
  const names = [...new Set(additions.flatMap(({ changes }) => changes.map(nameOf)))]
  if (names.length === 0) return
  if (build.frozen) throw unrecorded(names, name)
  if (!file) {
    createConfigFile(manifest.root, newConfig(config, comparison.added))
    build.onNotice(`Created wrangler.jsonc, which records ${names.join(', ')}. Commit it.`)
  } else if (isToml(file)) {
    build.onNotice(formatSnippet(file.name, additions))
  } else {
    const text = additions.reduce(
      (before, addition) => editRecord(before, { ...addition, file: file.name }),
      file.text,
    )
    writeConfigFile(file, text)
    build.onNotice(`Recorded ${names.join(', ')} in ${file.name}. Commit it.`)
  }
}

/** The objects of the app that a record lacks. */
export function additionsTo(
  record: ClassRecord,
  code: CodeClasses,
): { record: ClassRecord; changes: RecordChange[] } {
  const { added } = compareClasses(record, code)
  return { record, changes: added.map((object) => ({ what: 'create', ...object })) }
}

function nameOf(change: RecordChange): string {
  return change.what === 'rename' ? change.to : change.className
}

function unrecorded(names: readonly string[], file: string): UserError {
  const what = names.length === 1 ? 'The class' : 'The classes'
  return new UserError(`${what} ${names.join(', ')} of this app cannot be recorded in CI.`, {
    file,
    hint: `The record of stored objects must be in the repository. Run cloudwerk build on your machine and commit ${file}.`,
  })
}
