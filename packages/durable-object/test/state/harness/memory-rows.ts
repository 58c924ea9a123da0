import type { Row, RowData, Rows } from '../../../src/state/index.ts'

/** Rows in memory that can fail at a chosen write and go back to the last good point. */
export class MemoryRows implements Rows {
  rows: Map<number, RowData> = new Map()
  /** How many rows were read. */
  reads = 0
  /** How often rows were asked for. */
  queries = 0
  writes = 0
  /** Throws at this many writes from now. */
  failAfter: number = Infinity
  #saved = new Map<number, RowData>()

  read(id: number): RowData | null {
    this.queries++
    this.reads++
    return this.rows.get(id) ?? null
  }

  *range(from: number, to: number): Iterable<Row> {
    this.queries++
    for (const id of this.#ids(from, to)) {
      this.reads++
      yield { id, data: this.rows.get(id) as RowData }
    }
  }

  last(from: number, to: number): Row | null {
    this.queries++
    const id = this.#ids(from, to).pop()
    if (id !== undefined) this.reads++
    return id === undefined ? null : { id, data: this.rows.get(id) as RowData }
  }

  write(id: number, data: RowData): void {
    this.#count()
    this.rows.set(id, data)
  }

  remove(id: number): void {
    this.#count()
    this.rows.delete(id)
  }

  together(write: () => void): void {
    write()
  }

  /** Nothing is kept beside the rows. */
  forget(): void {}

  save(): void {
    this.#saved = new Map(this.rows)
  }

  rollback(): void {
    this.rows = new Map(this.#saved)
  }

  #count(): void {
    if (this.failAfter-- <= 0) throw new Error('disk full')
    this.writes++
  }

  #ids(from: number, to: number): number[] {
    return [...this.rows.keys()].filter((id) => id >= from && id <= to).sort((a, b) => a - b)
  }
}
