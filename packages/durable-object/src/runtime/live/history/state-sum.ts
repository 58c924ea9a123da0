import type { Row, RowData, Rows } from '../../../state/index.ts'
import { hashText } from '../../hash-text.ts'

const modulus = 2 ** 52
const latin = new TextDecoder('latin1')

export interface StateSumOptions {
  rows: Pick<Rows, 'read'>
  /** All rows of the state as they are stored. */
  scan(): Iterable<Row>
}

/**
 * A number for all rows of a state, which is another one when a row is. A commit brings it up to date without reading more than the
 * rows that it writes.
 */
export class StateSum {
  readonly #options: StateSumOptions
  /** Undefined where it has to be computed. */
  #sum: number | undefined
  /** What rows add to it, as far as that is known. */
  readonly #values: Map<number, number> = new Map()

  constructor(options: StateSumOptions) {
    this.#options = options
  }

  /** Goes on from what was stored; undefined where nothing was. */
  start(sum: number | undefined): void {
    this.#sum = sum
    this.#values.clear()
  }

  get value(): number {
    this.#sum ??= this.#compute()
    return this.#sum
  }

  /** A row is about to be written; null for one that is removed. */
  note(id: number, data: RowData | null): void {
    const sum = this.value
    const gone = this.#values.get(id) ?? valueOfRow(id, this.#options.rows.read(id))
    const added = valueOfRow(id, data)
    this.#values.set(id, added)
    this.#sum = add(sum, modulus - gone, added)
  }

  /** Whether it was that of the rows that are stored, which it is from now on. */
  check(): boolean {
    const before = this.#sum
    this.#sum = this.#compute()
    return before === this.#sum
  }

  #compute(): number {
    let sum = 0
    for (const { id, data } of this.#options.scan()) sum = add(sum, valueOfRow(id, data))
    return sum
  }
}

function valueOfRow(id: number, data: RowData | null): number {
  if (data === null) return 0
  return hashText(`${id} ${typeof data === 'string' ? data : latin.decode(data)}`)
}

function add(...numbers: number[]): number {
  return numbers.reduce((sum, number) => (sum + number) % modulus)
}
