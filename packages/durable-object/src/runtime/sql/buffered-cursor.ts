import type { SqlRow } from '../../definition/object-sql.ts'

/**
 * The cursor of a statement that writes and returns rows, with all rows read. While the platform's own
 * cursor has rows left, a commit would reset the object (workerd 1.20261006).
 */
export class BufferedCursor<Row extends SqlRow> implements SqlStorageCursor<Row> {
  readonly columnNames: string[]
  readonly rowsRead: number
  readonly rowsWritten: number
  readonly #rows: IterableIterator<SqlStorageValue[]>

  constructor(cursor: SqlStorageCursor<Row>) {
    const rows = [...cursor.raw()]
    this.columnNames = cursor.columnNames
    this.rowsRead = cursor.rowsRead
    this.rowsWritten = cursor.rowsWritten
    this.#rows = rows.values()
  }

  next(): { done?: false; value: Row } | { done: true; value?: never } {
    const { done, value } = this.#rows.next()
    return done ? { done: true } : { value: this.#nameColumns(value) }
  }

  toArray(): Row[] {
    return [...this]
  }

  one(): Row {
    const [row, ...more] = this
    if (row && more.length === 0) return row
    throw new Error(
      `Expected exactly one result from SQL query, but got ${row ? 'multiple' : 'no'} results.`,
    )
  }

  raw<Values extends SqlStorageValue[]>(): IterableIterator<Values> {
    // The caller names the types of the columns.
    return this.#rows as IterableIterator<Values>
  }

  *[Symbol.iterator](): IterableIterator<Row> {
    for (const values of this.#rows) yield this.#nameColumns(values)
  }

  #nameColumns(values: SqlStorageValue[]): Row {
    const entries = this.columnNames.map((name, at) => [name, values[at]])
    // The caller names the type of the query's rows.
    return Object.fromEntries(entries) as Row
  }
}
