import { SafeMap } from '../tree/hash-safe.ts'

/** Consecutive elements: of the list as it was, from an index on, or new ones. */
export interface Run {
  /** -1 for new elements. */
  from: number
  count: number
}

/** An element that was replaced where it is. */
export interface Replaced {
  old: unknown
  /** Whether the new one is told as a whole, and not only what differs in it. */
  isWhole: boolean
}

export const NEW = -1

/** What became of a list since the last commit, whatever happened in between. */
export class ListNet {
  /** Elements that were replaced, by their old indices. */
  readonly replaced: Map<number, Replaced> = new Map()
  /** The last run goes on to the end of the list. */
  #runs: Run[] = [{ from: 0, count: Infinity }]

  /** `isHeir` tells of a new element whether it took the place of the old one. */
  splice(
    index: number,
    { removed, items }: { removed: unknown[]; items: unknown[] },
    isHeir: (value: unknown, old: unknown) => boolean,
  ): void {
    if (removed.length !== items.length) {
      this.#exchange(index, removed.length, { from: NEW, count: items.length })
      return
    }
    for (let at = 0; at < items.length; at++) {
      const [value, old] = [items[at], removed[at]]
      const isSame = Object.is(value, old) && at in items === at in removed
      if (!isSame) this.replace(index + at, old, !isHeir(value, old))
    }
  }

  replace(index: number, old: unknown, isWhole: boolean): void {
    const from = this.#originOf(index)
    if (from === NEW) return
    const known = this.replaced.get(from)
    if (known) known.isWhole ||= isWhole
    else this.replaced.set(from, { old, isWhole })
  }

  /** The same elements in another order. */
  permute(index: number, removed: unknown[], items: unknown[]): void {
    const origins = this.#origins(index, removed.length)
    const positions = new SafeMap<unknown, number[]>()
    for (let at = removed.length - 1; at >= 0; at--) {
      const key = identityOf(removed, at)
      const known = positions.get(key)
      if (known) known.push(at)
      else positions.set(key, [at])
    }
    // Not with `map`, which leaves holes out.
    const runs = Array.from(items, (_, at) => {
      const from = origins[positions.get(identityOf(items, at))?.pop() as number] as number
      return { from, count: 1 }
    })
    this.#exchange(index, removed.length, ...runs)
  }

  /** The runs of a list that has this many elements by now, and how many it had. */
  finish(length: number): { runs: Run[]; before: number } {
    const last = this.#runs[this.#runs.length - 1] as Run
    let others = 0
    for (let at = 0; at < this.#runs.length - 1; at++) others += (this.#runs[at] as Run).count
    const end = { from: last.from, count: length - others }
    const runs = [...this.#runs.slice(0, -1), end].filter(({ count }) => count > 0)
    return { runs, before: end.from + end.count }
  }

  #originOf(index: number): number {
    const { run, offset } = this.#find(index)
    const { from } = this.#runs[run] as Run
    return from === NEW ? NEW : from + offset
  }

  #origins(index: number, count: number): number[] {
    const origins: number[] = []
    let { run, offset } = this.#find(index)
    for (; origins.length < count; run++, offset = 0) {
      const { from, count: length } = this.#runs[run] as Run
      for (let at = offset; at < length && origins.length < count; at++) {
        origins.push(from === NEW ? NEW : from + at)
      }
    }
    return origins
  }

  #exchange(index: number, gone: number, ...added: Run[]): void {
    const first = this.#find(index)
    const last = this.#find(index + gone)
    const { from, count } = this.#runs[last.run] as Run
    const before = { from: (this.#runs[first.run] as Run).from, count: first.offset }
    const rest = { from: from === NEW ? NEW : from + last.offset, count: count - last.offset }
    // The elements before it, so that they can be joined with what comes.
    const start = Math.max(first.run - 1, 0)
    const head = this.#runs.slice(start, first.run)
    const middle = join([...head, before, ...added, rest])
    const end = last.run + 1
    this.#runs.splice(start, end - start, ...middle.slice(0, SPREAD))
    for (let at = SPREAD; at < middle.length; at += SPREAD) {
      this.#runs.splice(start + at, 0, ...middle.slice(at, at + SPREAD))
    }
  }

  /** The run with this index; the last one for the end of the list. */
  #find(index: number): { run: number; offset: number } {
    let offset = index
    let run = 0
    for (; run < this.#runs.length - 1; run++) {
      const { count } = this.#runs[run] as Run
      if (offset < count) break
      offset -= count
    }
    return { run, offset }
  }
}

// More than this many arguments can overflow the stack.
const SPREAD = 10_000

/** Joins runs that go on from each other, and drops empty ones. The last one stays. */
export function join(runs: Run[]): Run[] {
  const joined: Run[] = []
  for (const run of runs) {
    const last = joined[joined.length - 1]
    const goesOn =
      last &&
      (run.from === NEW
        ? last.from === NEW
        : last.from !== NEW && last.from + last.count === run.from)
    if (goesOn) last.count += run.count
    else if (run.count > 0) joined.push({ ...run })
  }
  return joined
}

const HOLE = Symbol('hole')
const MINUS_ZERO = Symbol('-0')

/** Equal elements may be taken for each other, and no others. */
function identityOf(list: unknown[], at: number): unknown {
  const value = list[at]
  if (value === undefined && !(at in list)) return HOLE
  return Object.is(value, -0) ? MINUS_ZERO : value
}
