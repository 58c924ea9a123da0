import { type ClassRecord, isLive, type Rename } from '../config/class-record.ts'
import { type RecordSource, readRecord } from '../config/read-records.ts'

/** The parts of a built `wrangler.json` that list the Worker's object classes. */
export interface ClassConfig extends RecordSource {
  durable_objects?: { bindings?: { name: string; class_name: string; script_name?: string }[] }
}

export interface BuiltClass {
  className: string
  /** False for the legacy key-value backend. */
  sql: boolean
}

/** Classes that the configuration lists as no longer part of the app. */
export interface SettledClasses {
  /** In the order they happened. */
  renames: readonly Rename[]
  /** Deleted, or transferred to another Worker. */
  removed: string[]
}

/**
 * The Worker's own classes, sorted by name: the classes in its record and those that are bound.
 *
 * @throws UserError when the record is not valid.
 */
export function readBuiltClasses(
  config: ClassConfig,
  file: string,
): { classes: BuiltClass[]; settled: SettledClasses } {
  const record = readRecord(config, { file, environment: undefined })
  const { kind, entries } = record
  const classes = new Map<string, boolean>()
  for (const [className, entry] of entries) {
    if (isLive(entry)) classes.set(className, entry.storage !== 'legacy-kv')
  }
  for (const { class_name, script_name } of config.durable_objects?.bindings ?? []) {
    // In a map, an entry that says the class is gone is final. A step of a list is not.
    const isGone = kind === 'exports' && entries.has(class_name)
    if (script_name !== undefined || classes.has(class_name) || isGone) continue
    classes.set(class_name, true)
  }
  return {
    classes: [...classes]
      .map(([className, sql]) => ({ className, sql }))
      .sort((a, b) => (a.className < b.className ? -1 : 1)),
    settled: settledBy(record),
  }
}

/** What a record says of classes that are gone. */
export function settledBy({ entries, renames }: ClassRecord): SettledClasses {
  const removed = [...entries].flatMap(([className, { state }]) =>
    state === 'deleted' || state === 'transferred' ? [className] : [],
  )
  return { renames, removed }
}
