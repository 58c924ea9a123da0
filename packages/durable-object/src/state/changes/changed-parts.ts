import { SafeMap, SafeSet } from '../tree/hash-safe.ts'
import { LOST } from '../views/place.ts'

export interface ChangedPath {
  /** 0 is the state itself, 1 a key of it, 2 or more something in that. */
  depth: number
  top: unknown
  second: unknown
  /** How many indices from here on; Infinity where those behind moved. */
  count: number
}

/**
 * Which parts of the state changed since the last commit, two levels deep: its keys, and for each
 * the keys or indices in it. More than changed may be named, never less.
 */
export class ChangedParts {
  /** True for a key means all below it. Undefined means all of the state. */
  keys: Map<unknown, Set<unknown> | true> | undefined = new SafeMap()

  add({ depth, top, second, count }: ChangedPath): void {
    if (depth === 0 || (depth === 1 && count !== 1)) this.keys = undefined
    const known = this.keys?.get(top)
    if (!this.keys || known === true) return
    // A Date changed in place has no key of its own.
    if (depth === 1 || second === LOST || (depth === 2 && count === Infinity)) {
      this.keys.set(top, true)
      return
    }
    const below = known ?? new SafeSet()
    this.keys.set(top, below)
    if (depth > 2 || count === 1) below.add(second)
    else for (let at = 0; at < count; at++) below.add((second as number) + at)
  }

  clear(): void {
    if (this.keys?.size !== 0) this.keys = new SafeMap()
  }
}
