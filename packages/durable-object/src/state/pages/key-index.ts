import { SafeMap } from '../tree/hash-safe.ts'

export const GONE: unique symbol = Symbol('gone')

/** How the keys of one value become those of another one. */
export interface Rekeying {
  /** Keys that are gone, or move. */
  removed: unknown[]
  /** New keys and keys that move, each run in front of what is in this slot. Ascending. */
  inserted: { slot: number; keys: unknown[] }[]
  /** Keys that stay and have another value. */
  changed: unknown[]
}

/** The order of a container's keys. A removed key leaves its slot, so that no other one moves. */
export class KeyIndex {
  keys: unknown[] = []
  at: Map<unknown, number> = new SafeMap()

  /** Replaces all keys. */
  reset(keys: Iterable<unknown>): void {
    this.keys = []
    this.at = new SafeMap()
    for (const key of keys) this.add(key)
  }

  add(key: unknown): void {
    this.at.set(key, this.keys.length)
    this.keys.push(key)
  }

  pop(): void {
    this.at.delete(this.keys.pop())
  }

  remove(key: unknown): number {
    const slot = this.at.get(key) as number
    this.keys[slot] = GONE
    this.at.delete(key)
    return slot
  }

  restore(slot: number, key: unknown): void {
    this.keys[slot] = key
    this.at.set(key, slot)
  }

  rename(from: unknown, to: unknown): void {
    const slot = this.at.get(from) as number
    this.keys[slot] = to
    this.at.delete(from)
    this.at.set(to, slot)
  }

  /** Removes and inserts keys. Returns the undo. */
  rearrange({ removed, inserted }: Rekeying): () => void {
    const { keys, at } = this
    const left = keys.slice()
    for (const key of removed) left[at.get(key) as number] = GONE
    this.keys = []
    this.at = new SafeMap()
    let from = 0
    for (const { slot, keys: more } of [...inserted, { slot: left.length, keys: [] }]) {
      for (; from < slot; from++) this.#append(left[from])
      for (const key of more) this.#append(key)
    }
    return () => {
      this.keys = keys
      this.at = at
    }
  }

  #append(key: unknown): void {
    if (key !== GONE) this.add(key)
    else this.keys.push(GONE)
  }

  live(): unknown[] {
    return this.keys.filter((key) => key !== GONE)
  }
}
