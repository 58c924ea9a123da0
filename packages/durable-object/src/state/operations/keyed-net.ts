import { SafeMap } from '../tree/hash-safe.ts'
import { isObject } from '../tree/is-object.ts'

/** What became of an entry. */
export interface EntryNet {
  /** Whether it was there. */
  had: boolean
  old: unknown
  /** Whether it is there. */
  has: boolean
  /** Whether it is not in its old place among the keys. */
  moved: boolean
  /** Whether the new value is told as a whole, and not only what differs in it. */
  isWhole: boolean
}

/** What became of an object, a Map or a Set since the last commit. Entries that are new are in their order. */
export class KeyedNet {
  readonly entries: Map<unknown, EntryNet> = new SafeMap()
  /** A key is an object, which has no path. */
  hasObjectKeys = false

  put(key: unknown, { had, old, isHeir }: { had: boolean; old: unknown; isHeir: boolean }): void {
    this.#look(key)
    const known = this.entries.get(key)
    if (!known) {
      this.entries.set(key, { had, old, has: true, moved: !had, isWhole: !isHeir })
    } else if (known.has) known.isWhole ||= !isHeir
    else {
      this.entries.delete(key)
      this.entries.set(key, { ...known, has: true, moved: true, isWhole: true })
    }
  }

  remove(key: unknown): void {
    this.#look(key)
    const known = this.entries.get(key)
    if (known?.had === false) this.entries.delete(key)
    else
      this.entries.set(key, { had: true, old: undefined, has: false, moved: true, isWhole: true })
  }

  /** Whether what is at a key is told as a whole. */
  isWhole(key: unknown): boolean {
    const entry = this.entries.get(key)
    return entry !== undefined && (entry.moved || entry.isWhole)
  }

  #look(key: unknown): void {
    if (isObject(key)) this.hasObjectKeys = true
  }
}
