/** The parts of a built `wrangler.json` that say which classes of objects the worker has. */
export interface ClassConfig {
  exports?: Record<string, { type?: string; storage?: string; state?: string; renamed_to?: string }>
  migrations?: {
    new_sqlite_classes?: string[]
    new_classes?: string[]
    renamed_classes?: { from: string; to: string }[]
    deleted_classes?: string[]
  }[]
  durable_objects?: { bindings?: { name: string; class_name: string; script_name?: string }[] }
}

export interface BuiltClass {
  className: string
  /** False for the legacy key-value backend. */
  sql: boolean
}

/** The worker's own classes, sorted by name: those of `exports`, `migrations` and bindings. */
export function listClasses(config: ClassConfig): BuiltClass[] {
  const classes = classesOfMigrations(config.migrations ?? [])
  for (const { class_name, script_name } of config.durable_objects?.bindings ?? []) {
    if (script_name === undefined && !classes.has(class_name)) classes.set(class_name, true)
  }
  for (const [className, { type, storage, state = 'created' }] of Object.entries(
    config.exports ?? {},
  )) {
    if (type !== 'durable-object') continue
    // Deleted, renamed and transferred classes are there for the record.
    if (state === 'created' || state === 'expecting-transfer')
      classes.set(className, storage !== 'legacy-kv')
    else classes.delete(className)
  }
  return [...classes]
    .map(([className, sql]) => ({ className, sql }))
    .sort((a, b) => (a.className < b.className ? -1 : 1))
}

/** What the configuration says of classes that are not part of the app any more. */
export interface SettledClasses {
  /** In the order in which they happened. */
  renames: { from: string; to: string }[]
  /** Deleted, or given to another Worker. */
  removed: string[]
}

export function listSettled({ exports = {}, migrations = [] }: ClassConfig): SettledClasses {
  const entries = Object.entries(exports).filter(([, { type }]) => type === 'durable-object')
  return {
    renames: [
      ...migrations.flatMap(({ renamed_classes = [] }) => renamed_classes),
      ...entries.flatMap(([from, { state, renamed_to: to }]) =>
        state === 'renamed' && to !== undefined ? [{ from, to }] : [],
      ),
    ],
    removed: [
      ...migrations.flatMap(({ deleted_classes = [] }) => deleted_classes),
      ...entries.flatMap(([name, { state }]) =>
        state === 'deleted' || state === 'transferred' ? [name] : [],
      ),
    ],
  }
}

function classesOfMigrations(
  migrations: NonNullable<ClassConfig['migrations']>,
): Map<string, boolean> {
  const classes = new Map<string, boolean>()
  for (const migration of migrations) {
    for (const name of migration.new_classes ?? []) classes.set(name, false)
    for (const name of migration.new_sqlite_classes ?? []) classes.set(name, true)
    for (const { from, to } of migration.renamed_classes ?? []) {
      classes.set(to, classes.get(from) ?? true)
      classes.delete(from)
    }
    for (const name of migration.deleted_classes ?? []) classes.delete(name)
  }
  return classes
}
