import type { ObjectEntry } from '../app/manifest.ts'
import type { ClassEntry, ClassRecord, RecordedClass, Storage } from '../config/class-record.ts'

/** The classes of the code. */
export interface CodeClasses {
  /** The app's own objects. */
  objects: readonly Pick<ObjectEntry, 'className' | 'file' | 'storage'>[]
  /** All that the Worker exports, including hand-written classes. Undefined where that is unknown. */
  exported: ReadonlySet<string> | undefined
}

/** The differences between the code and the record of its classes. */
export interface ClassComparison {
  /** Objects without an entry. */
  added: RecordedClass[]
  /** Entries whose class is no longer exported. */
  vanished: RecordedClass[]
  /** Objects with another storage than their entry. Stored objects cannot be converted. */
  changed: { className: string; file: string; recorded: Storage; written: Storage }[]
  /** Classes of the code that the record lists as deleted or renamed. Hand-written ones have no file. */
  returned: { className: string; file?: string; entry: ClassEntry }[]
  /** Objects that the Worker does not export. */
  unexported: { className: string; file: string }[]
}

export function compareClasses(record: ClassRecord, code: CodeClasses): ClassComparison {
  const { entries } = record
  const { objects, exported } = code
  const comparison: ClassComparison = {
    added: [],
    vanished: [],
    changed: [],
    returned: [],
    unexported: objects.filter(({ className }) => exported && !exported.has(className)),
  }
  for (const { className, file, storage } of objects) {
    const entry = entries.get(className)
    if (!entry || isGoneByMigration(record, entry)) comparison.added.push({ className, storage })
    else if (entry.state === 'deleted' || entry.state === 'renamed') {
      comparison.returned.push({ className, file, entry })
    } else if (entry.state === 'created' && entry.storage !== storage) {
      comparison.changed.push({ className, file, recorded: entry.storage, written: storage })
    }
  }
  const own = new Set(objects.map(({ className }) => className))
  for (const [className, entry] of entries) {
    if (own.has(className) || !exported) continue
    const { state } = entry
    const isThere = exported.has(className)
    if (state === 'created' && !isThere) {
      comparison.vanished.push({ className, storage: entry.storage })
    } else if ((state === 'deleted' || state === 'renamed') && isThere) {
      if (record.kind === 'exports') comparison.returned.push({ className, entry })
    }
  }
  return comparison
}

// A list of steps may create a class again after deleting or renaming it; a map has one entry for it.
function isGoneByMigration(record: ClassRecord, entry: ClassEntry): boolean {
  return record.kind === 'migrations' && (entry.state === 'deleted' || entry.state === 'renamed')
}

/** Whether someone must decide about stored objects before the app can be built. */
export function isUnsettled({ vanished, changed, returned }: ClassComparison): boolean {
  return vanished.length + changed.length + returned.length > 0
}
