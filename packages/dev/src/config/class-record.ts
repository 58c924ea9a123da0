export type Storage = 'sqlite' | 'legacy-kv'

/** What the configuration says of one class. Left out of `state`: `created` is the default. */
export type ClassEntry =
  | { state: 'created'; storage: Storage }
  | { state: 'deleted' }
  | { state: 'renamed'; to: string }
  /** Between two Workers: made by hand, and left as it is. */
  | { state: 'transferred' }
  | { state: 'expecting-transfer'; storage?: Storage }

export interface Rename {
  from: string
  to: string
}

/** The classes that one environment of a Worker has, as its configuration tells it. */
export interface ClassRecord {
  /** The older `migrations` list, or the `exports` map. A project has one of them, never both. */
  kind: 'exports' | 'migrations'
  /** Undefined for the top level, which all environments without a record of their own share. */
  environment: string | undefined
  entries: ReadonlyMap<string, ClassEntry>
  /** All that were made, in their order. A name may have been used again since. */
  renames: readonly Rename[]
  /** The tags of `migrations`, in their order. */
  tags: readonly string[]
}

export interface RecordedClass {
  className: string
  storage: Storage
}

/** One change of a record. */
export type RecordChange =
  | { what: 'create'; className: string; storage: Storage }
  | { what: 'rename'; from: string; to: string; storage: Storage }
  | { what: 'delete'; className: string }

/** Whether the Worker has the class, as far as the record tells. */
export function isLive(
  entry: ClassEntry,
): entry is Extract<ClassEntry, { state: 'created' | 'expecting-transfer' }> {
  return entry.state === 'created' || entry.state === 'expecting-transfer'
}

/** The keys that lead to a record in its configuration. */
export function recordPath({ kind, environment }: ClassRecord): string[] {
  return environment === undefined ? [kind] : ['env', environment, kind]
}

/** The record that applies to an environment. The first is that of the top level. */
export function recordFor(
  records: readonly ClassRecord[],
  environment: string | undefined,
): ClassRecord {
  const own = records.find((record) => record.environment === environment)
  const [top] = records
  if (!own && !top) throw new Error('A configuration has the record of its top level.')
  // One of the two is there, or the line above has thrown.
  return (own ?? top) as ClassRecord
}
