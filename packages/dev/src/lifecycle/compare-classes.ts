import type { ObjectEntry } from '../app/manifest.ts'
import type { ClassEntry, ClassRecord, RecordedClass, Storage } from '../config/class-record.ts'

/** The classes of the code. */
export interface CodeClasses {
  /** The app's own objects. */
  objects: readonly Pick<ObjectEntry, 'className' | 'file' | 'storage'>[]
  /** All that the Worker exports, hand-written classes included. Undefined where that is not known. */
  exported: ReadonlySet<string> | undefined
}

/** In what the code and the record of its classes differ. */
export interface ClassComparison {
  /** Objects without an entry. */
  added: RecordedClass[]
  /** Entries whose class is not exported any more. */
  vanished: RecordedClass[]
  /** Objects whose storage is not what their entry says. It can never be converted. */
  changed: { className: string; file: string; recorded: Storage; written: Storage }[]
  /** Classes of the code that the record has as deleted or renamed; hand-written ones have no file. */
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

// A list of steps may make a class anew after it was deleted or renamed; a map has one entry of it.
function isGoneByMigration(record: ClassRecord, entry: ClassEntry): boolean {
  return record.kind === 'migrations' && (entry.state === 'deleted' || entry.state === 'renamed')
}

/** Whether someone has to say what became of stored objects before the code can go on. */
export function isUnsettled({ vanished, changed, returned }: ClassComparison): boolean {
  return vanished.length + changed.length + returned.length > 0
}
