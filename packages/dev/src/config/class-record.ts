export type Storage = 'sqlite' | 'legacy-kv'

/** The entry of one class. In a configuration `created` is the default state. */
export type ClassEntry =
  | { state: 'created'; storage: Storage }
  | { state: 'deleted' }
  | { state: 'renamed'; to: string }
  /** Transfers between two Workers are written by hand, and never changed here. */
  | { state: 'transferred' }
  | { state: 'expecting-transfer'; storage?: Storage }

export interface Rename {
  from: string
  to: string
}

/** The classes of one environment of a Worker, according to its configuration. */
export interface ClassRecord {
  /** The older `migrations` list, or the `exports` map. A project has one of them, never both. */
  kind: 'exports' | 'migrations'
  /** Undefined for the top level, which all environments without a record of their own share. */
  environment: string | undefined
  entries: ReadonlyMap<string, ClassEntry>
  /** All renames so far, in their order. A name may have been used again since. */
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

/** Whether the Worker has the class, according to the record. */
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
