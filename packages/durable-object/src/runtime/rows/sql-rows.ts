import type { Row, RowData } from '../../state/index.ts'
import { reservedPrefix, type StateRows } from './state-rows.ts'

type StoredRow = Row & Record<string, SqlStorageValue>

/** The rows before those of the state begin with this one. */
const firstRow = -6

/** The table of the rows of a state. */
export const stateTable: string = `${reservedPrefix}state`

const table = stateTable
const sql = {
  exists: 'SELECT 1 FROM sqlite_master WHERE name = ?',
  create: `CREATE TABLE IF NOT EXISTS ${table} (id INTEGER PRIMARY KEY, data NOT NULL)`,
  read: `SELECT data FROM ${table} WHERE id = ?`,
  range: `SELECT id, data FROM ${table} WHERE id BETWEEN ? AND ? ORDER BY id`,
  last: `SELECT id, data FROM ${table} WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1`,
  write: `INSERT INTO ${table} (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data`,
  remove: `DELETE FROM ${table} WHERE id = ?`,
  touch: `DELETE FROM ${table} WHERE id = -1`,
  makeAndDrop: `CREATE TABLE ${reservedPrefix}touch (id); DROP TABLE ${reservedPrefix}touch`,
}

/** Rows in a table that the first write creates. */
export class SqlRows implements StateRows {
  readonly keys = 0
  epoch = 0
  readonly #storage: DurableObjectStorage
  #exists: boolean | undefined
  /** The rows before those of the state and its header, until they are read or something is written. */
  #first: Map<number, RowData> | undefined

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  open(): undefined {
    this.#exists ??= this.#readFirst()
  }

  /** Reads what every wake reads, in one statement, which also shows whether there is a table. */
  #readFirst(): boolean {
    try {
      this.#first = new Map(
        this.#query<StoredRow>(sql.range, firstRow, 1).map(({ id, data }) => [id, data]),
      )
      return true
    } catch (error) {
      if (this.#query(sql.exists, table).length > 0) throw error
      return false
    }
  }

  together(write: () => void): void {
    try {
      this.#storage.transactionSync(write)
    } catch (error) {
      this.forget()
      this.open()
      throw error
    }
  }

  forget(): void {
    this.epoch += 1
    this.#exists = undefined
    this.#first = undefined
  }

  clear(): void {
    this.epoch += 1
    this.#exists = false
    this.#first = undefined
  }

  read(id: number): RowData | null {
    if (!this.#exists) return null
    const first = this.#first
    if (first && id <= 1) {
      // Row 1 is read last, and its text is not needed twice.
      if (id === 1) this.#first = undefined
      return first.get(id) ?? null
    }
    return this.#query<{ data: RowData }>(sql.read, id)[0]?.data ?? null
  }

  range(from: number, to: number): Iterable<Row> {
    if (!this.#exists) return []
    // Twice as fast as reading them as objects.
    const rows = this.#storage.sql.exec(sql.range, from, to).raw<[number, RowData]>()
    return Array.from(rows, ([id, data]) => ({ id, data }))
  }

  last(from: number, to: number): Row | null {
    return (this.#exists && this.#query<StoredRow>(sql.last, from, to)[0]) || null
  }

  write(id: number, data: RowData): void {
    if (!this.#exists) this.#query(sql.create)
    this.#exists = true
    this.#first = undefined
    this.#query(sql.write, id, data)
  }

  remove(id: number): void {
    this.#first = undefined
    if (this.#exists) this.#query(sql.remove, id)
  }

  touch(): void {
    if (this.#exists) this.#query(sql.touch)
    // An object that is not stored must leave nothing behind.
    else this.#storage.sql.exec(sql.makeAndDrop)
  }

  #query<T extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): T[] {
    return this.#storage.sql.exec<T>(query, ...bindings).toArray()
  }
}
