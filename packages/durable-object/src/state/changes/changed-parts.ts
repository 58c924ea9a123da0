import { SafeMap, SafeSet } from '../tree/hash-safe.ts'
import { LOST } from '../views/place.ts'

export interface ChangedPath {
  /** 0 for the state itself, 1 for one of its keys, 2 or more for something below that. */
  depth: number
  top: unknown
  second: unknown
  /** How many indices from here on; Infinity if all later ones moved. */
  count: number
}

/**
 * Which parts of the state changed since the last commit, two levels deep: keys of the state, and
 * the keys or indices in each of them. It may name more than what changed, but never less.
 */
export class ChangedParts {
  /** True stands for everything below a key, undefined for all of the state. */
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
