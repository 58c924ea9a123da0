import { SafeMap } from '../tree/hash-safe.ts'

export const GONE: unique symbol = Symbol('gone')

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

  live(): unknown[] {
    return this.keys.filter((key) => key !== GONE)
  }
}
