import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import {
  accountNames,
  type Contents,
  changesOf,
  type Move,
  startBalance,
} from '../../worker/books/contents.ts'

/** All copies of the books, as one handler sees them. */
export interface Audit {
  state: Contents
  keys: Contents
  rows?: Contents
  /** Undefined if the method does not read it. */
  hasAlarm?: boolean
  strayRings: number
}

/** The moves that the books must contain, and those that they may contain. */
export class Expected {
  /** Moves that may be in the books, by id. Any other move was never made or should have failed. */
  readonly #possible = new Map<string, Move>()
  /** Moves that must be in the books, by id, with their place if it is known. */
  readonly #certain = new Map<string, number | undefined>()
  #leastClosed = 0
  /** Entries up to this place were seen while nobody wrote, so they can be closed. */
  #closable = 0

  get closable(): number | undefined {
    return this.#closable > this.#leastClosed ? this.#closable : undefined
  }

  allow(moves: readonly Move[]): void {
    for (const move of moves) this.#possible.set(move.id, move)
  }

  /** Removes the moves of a call that the runtime refused. */
  forbid(moves: readonly Move[]): void {
    for (const { id } of moves) this.#possible.delete(id)
  }

  confirm(moves: readonly Move[], places: readonly number[] = []): void {
    for (const [at, { id }] of moves.entries()) {
      const place = places[at]
      if (place === undefined && this.#certain.has(id)) continue
      this.#certain.set(id, place)
    }
  }

  /**
   * Returns a check for an audit. Call this before the audit is requested, since the audit must
   * contain everything that is certain at that time.
   */
  prepare(): (audit: Audit) => void {
    const certain = new Map(this.#certain)
    const leastClosed = this.#leastClosed
    return (audit) => {
      assertSame(audit)
      assertSound(audit.state)
      this.#assertPossible(audit.state)
      assertFound(audit.state, certain)
      expect(audit.state.closed).toBeGreaterThanOrEqual(leastClosed)
      expect(audit.state.closed).toBeLessThanOrEqual(this.#closable)
      expect(audit.strayRings, 'the alarm came twice').toBe(0)
      this.#learn(audit.state)
    }
  }

  /** For an audit while nobody writes: a move that is missing then will never appear. */
  settle({ state: { closed, entries, plans } }: Audit): void {
    const there = new Set([...entries, ...plans].map(({ id }) => id))
    for (const id of this.#possible.keys()) if (!there.has(id)) this.#possible.delete(id)
    for (const id of this.#certain.keys()) if (!there.has(id)) this.#certain.delete(id)
    this.#closable = closed + entries.length
  }

  /** Whatever an audit has shown must not disappear later. */
  #learn({ closed, entries, plans }: Contents): void {
    this.#leastClosed = Math.max(this.#leastClosed, closed)
    this.confirm(
      entries,
      entries.map(({ place }) => place),
    )
    this.confirm(plans)
  }

  #assertPossible({ entries, plans }: Contents): void {
    for (const found of [...entries, ...plans]) {
      const possible = this.#possible.get(found.id)
      assertEqual(possible && moveOf(possible), moveOf(found), `${found.id} should not be there`)
    }
  }
}

function assertSame({ state, keys, rows }: Audit): void {
  assertEqual(sortPlans(keys), sortPlans(state), 'the keys differ from the state')
  if (rows) assertEqual(sortPlans(rows), sortPlans(state), 'the tables differ from the state')
}

/** Uses `expect` only to show a difference, since it is slow compared with the calls. */
function assertEqual<T>(actual: T, wanted: T, message: string): void {
  if (!isDeepStrictEqual(actual, wanted)) expect(actual, message).toEqual(wanted)
}

/** Checks that no entry is missing or duplicated, and that the balances match the entries. */
function assertSound({ closed, accounts, entries, plans }: Contents): void {
  expect(entries.map(({ place }) => place)).toEqual(entries.map((_, at) => closed + 1 + at))
  const ids = [...entries, ...plans].map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)])
  const balances = new Map(Object.entries(accounts).map(([name, { opening }]) => [name, opening]))
  for (const [name, change] of entries.flatMap(changesOf)) {
    balances.set(name, (balances.get(name) ?? Number.NaN) + change)
  }
  const stored = Object.entries(accounts).map(([name, { balance }]) => [name, balance])
  expect(stored).toEqual([...balances])
  const sum = [...balances.values()].reduce((total, balance) => total + balance, 0)
  expect(sum).toBe(startBalance * accountNames.length)
}

function assertFound(
  { closed, entries, plans }: Contents,
  certain: ReadonlyMap<string, number | undefined>,
): void {
  const places = new Map<string, number | undefined>([
    ...plans.map(({ id }): [string, undefined] => [id, undefined]),
    ...entries.map(({ id, place }): [string, number] => [id, place]),
  ])
  for (const [id, place] of certain) {
    if (place !== undefined && place <= closed) continue
    assertEqual(places.has(id), true, `${id} is lost`)
    if (place !== undefined) assertEqual(places.get(id), place, `the place of ${id} has changed`)
  }
}

function sortPlans(contents: Contents): Contents {
  return { ...contents, plans: contents.plans.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
}

function moveOf({ id, source, target, amount }: Move): Move {
  return { id, source, target, amount }
}
