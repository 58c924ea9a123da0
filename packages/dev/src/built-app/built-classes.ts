import { isLive, type Rename } from '../config/class-record.ts'
import { type RecordSource, readRecord } from '../config/read-records.ts'

/** The parts of a built `wrangler.json` that say which classes of objects the Worker has. */
export interface ClassConfig extends RecordSource {
  durable_objects?: { bindings?: { name: string; class_name: string; script_name?: string }[] }
}

export interface BuiltClass {
  className: string
  /** False for the legacy key-value backend. */
  sql: boolean
}

/** What the configuration says of classes that are not part of the app any more. */
export interface SettledClasses {
  /** In the order in which they happened. */
  renames: readonly Rename[]
  /** Deleted, or given to another Worker. */
  removed: string[]
}

/**
 * The Worker's own classes, sorted by name: those of its record, and those that are bound.
 *
 * @throws UserError for what is no record.
 */
export function readBuiltClasses(
  config: ClassConfig,
  file: string,
): { classes: BuiltClass[]; settled: SettledClasses } {
  const { kind, entries, renames } = readRecord(config, { file, environment: undefined })
  const classes = new Map<string, boolean>()
  for (const [className, entry] of entries) {
    if (isLive(entry)) classes.set(className, entry.storage !== 'legacy-kv')
  }
  for (const { class_name, script_name } of config.durable_objects?.bindings ?? []) {
    // An entry of the map that says it is gone is the last word. A step of a list is not.
    const isGone = kind === 'exports' && entries.has(class_name)
    if (script_name !== undefined || classes.has(class_name) || isGone) continue
    classes.set(class_name, true)
  }
  const removed = [...entries].flatMap(([className, { state }]) =>
    state === 'deleted' || state === 'transferred' ? [className] : [],
  )
  return {
    classes: [...classes]
      .map(([className, sql]) => ({ className, sql }))
      .sort((a, b) => (a.className < b.className ? -1 : 1)),
    settled: { renames, removed },
  }
}
