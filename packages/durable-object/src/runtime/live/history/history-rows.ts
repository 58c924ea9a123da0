import type { Row, RowData } from '../../../state/index.ts'
import type { StateRows } from '../../rows/state-rows.ts'
import type { History } from './history.ts'

/** The first row of a state. Those before it are of other parts of the object. */
const firstRow = 1

/** The rows of a state, each commit of which adds to the history in the same transaction. */
export class HistoryRows implements StateRows {
  readonly #rows: StateRows
  readonly #history: History
  #depth = 0
  #isChanged = false

  constructor(rows: StateRows, history: History) {
    this.#rows = rows
    this.#history = history
  }

  get keys(): number {
    return this.#rows.keys
  }

  get epoch(): number {
    return this.#rows.epoch
  }

  open(): Promise<void> | undefined {
    return this.#rows.open()
  }

  touch(): void {
    this.#rows.touch()
  }

  forget(): void {
    this.#history.forget()
    this.#rows.forget()
  }

  clear(): void {
    this.#history.forget()
    this.#rows.clear()
  }

  read(id: number): RowData | null {
    return this.#rows.read(id)
  }

  range(from: number, to: number): Iterable<Row> {
    return this.#rows.range(from, to)
  }

  last(from: number, to: number): Row | null {
    return this.#rows.last(from, to)
  }

  write(id: number, data: RowData): void {
    this.#change(id, data)
  }

  remove(id: number): void {
    this.#change(id, null)
  }

  #change(id: number, data: RowData | null): void {
    const apply = (): void => (data === null ? this.#rows.remove(id) : this.#rows.write(id, data))
    if (id < firstRow) {
      apply()
      return
    }
    this.together(() => {
      this.#history.note(id, data)
      apply()
      this.#isChanged = true
    })
  }

  together(write: () => void): void {
    try {
      this.#rows.together(() => this.#runWithin(write))
    } catch (error) {
      this.#isChanged = false
      this.#history.forget()
      throw error
    }
  }

  #runWithin(write: () => void): void {
    this.#depth += 1
    try {
      write()
    } finally {
      this.#depth -= 1
    }
    if (this.#depth > 0 || !this.#isChanged) return
    this.#isChanged = false
    this.#history.add()
  }
}
