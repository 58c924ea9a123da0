import { DurableObjectLimitError, DurableObjectNewerDataError } from '../../errors.ts'
import { damaged, type Row, reviveData } from '../../state/index.ts'
import { hashText } from '../hash-text.ts'
import type { StateRows } from '../rows/state-rows.ts'

/** A call that ran, as it is stored. */
export interface KeptCall {
  key: string
  /** When it ran, in milliseconds since 1970. */
  at: number
  method: string
  /** A hash of its arguments. */
  args: number
  outcome: Outcome
}

/** `begun`: it has stored a part of its changes, and nothing is known of the rest. */
export type Outcome = { kind: 'begun' } | { kind: 'answer' | 'error'; data: unknown }

/** What is stored of a call, with the data of its outcome as JSON. */
export interface NewCall extends Omit<KeptCall, 'outcome'> {
  kind: Outcome['kind']
  json: string
}

/** The version of the format. */
const version = 1

/** Their rows are those with the lowest numbers, by a hash of the key. */
const lowest = -Number.MAX_SAFE_INTEGER
const highest = lowest + 2 ** 52
/** The numbers that one key can have, in case others have the first ones. */
const places = 16
/** How many neighbours of a new row are looked at, to remove those that are no longer kept. */
const neighbours = 4

/**
 * The calls of an object by `once`, one row each. A row that is no longer kept is removed when a new one is
 * written close to it. The hash scatters them, so that a third as many as are kept wait for that.
 */
export class KeptCalls {
  readonly #rows: StateRows
  readonly #keptFor: number

  constructor(rows: StateRows, keptFor: number) {
    this.#rows = rows
    this.#keptFor = keptFor
  }

  /** The call with this key that is kept at the time `now`. */
  find(key: string, now: number): KeptCall | undefined {
    const call = this.#find(key)?.call
    return call && this.#isKept(call.at, now) ? call : undefined
  }

  /** Part of a commit. It takes the place of an earlier call with the same key. */
  write(call: NewCall): void {
    const { key, at, method, args, kind, json } = call
    const id = this.#find(key)?.id ?? this.#freePlace(key)
    const head = JSON.stringify([version, at, key, method, args, kind])
    this.#rows.write(id, `${head.slice(0, -1)},${json}]`)
    this.#removeNeighbours(id, at)
  }

  #find(key: string): { id: number; call: KeptCall } | undefined {
    for (const row of this.#placesOf(key)) {
      const call = decode(row)
      if (call.key === key) return { id: row.id, call }
    }
    return undefined
  }

  #placesOf(key: string): Iterable<Row> {
    const first = firstPlace(key)
    return this.#rows.range(first, first + places - 1)
  }

  #freePlace(key: string): number {
    const taken = new Set(Array.from(this.#placesOf(key), ({ id }) => id))
    const first = firstPlace(key)
    for (let id = first; id < first + places; id++) if (!taken.has(id)) return id
    throw new DurableObjectLimitError(
      `The key '${key}' of once() cannot be stored beside the keys that are kept already. Choose another one, such as a random UUID.`,
    )
  }

  #removeNeighbours(id: number, now: number): void {
    let below = id
    for (let count = 0; count < neighbours; count++) {
      const row = this.#rows.last(lowest, below - 1) ?? this.#rows.last(id + 1, highest + places)
      if (!row || row.id === id) return
      if (!this.#isKept(timeOf(row), now)) this.#rows.remove(row.id)
      below = row.id
    }
  }

  #isKept(at: number, now: number): boolean {
    return at + this.#keptFor > now
  }
}

function firstPlace(key: string): number {
  return lowest + hashText(key)
}

const head = new RegExp(`^\\[${version},(\\d+),`)

/** Without parsing all of the answer. What newer code has written is kept. */
function timeOf({ data }: Row): number {
  return Number(head.exec(String(data))?.[1] ?? Number.POSITIVE_INFINITY)
}

function decode({ id, data }: Row): KeptCall {
  const text = String(data)
  const [stored, at, key, method, args, kind, parsed] = parse(id, text)
  if (stored !== version) throw writtenByNewer(Number(stored))
  const outcome = { kind, data: reviveData(parsed, text) } as Outcome
  return { key: String(key), at: Number(at), method: String(method), args: Number(args), outcome }
}

function parse(id: number, text: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list)) return list
  } catch {
    // The error below says all that matters.
  }
  throw damaged(id, 'its data is damaged')
}

function writtenByNewer(dataVersion: number): DurableObjectNewerDataError {
  return new DurableObjectNewerDataError(
    'Newer code has kept the answer to a call by once(), which this code cannot read. Deploy the newer code again.',
    { dataVersion, codeVersion: version },
  )
}
