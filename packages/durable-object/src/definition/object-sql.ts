import type { AnyValue } from './any-value.ts'

/** A row of a query: a number, string, null or ArrayBuffer for each column, by its name. */
export type SqlRow = Record<string, SqlStorageValue>

/**
 * What a type or an interface of rows must be. `SqlRow` itself has an index signature, which an interface has not.
 *
 * @internal
 */
export type SqlColumns<Row> = { [Column in keyof Row]: SqlStorageValue }

/** The result of `run`. */
export interface SqlResult {
  /** The number of rows written, including those of indexes, as the platform counts and bills them. */
  rowsWritten: number
  /** The row id of the last row that was inserted; undefined for other statements. */
  lastRowId: number | undefined
}

/**
 * The SQLite database of one object, for definitions with `sqlite: true` or `sqlite: { atomic: … }`. All
 * methods are synchronous. What a handler writes is part of its commit, and undone where the handler
 * fails; with `sqlite: { atomic: false }` each statement is stored at once instead.
 *
 * Bindings are the values for each `?` of the last statement, one by one or as an array: strings, numbers,
 * buffers, null, and `undefined`, which becomes NULL. Tables whose names begin with `__cloudwerk_` belong
 * to `this.state` and cannot be used.
 *
 * @throws TypeError for a boolean, Date, object, NaN or a bigint beyond 2^53 as a binding, with its position.
 * @throws DurableObjectLimitError for a string or buffer of more than 2,000,000 bytes as a binding.
 * @throws Error with the text of the statement in `statement` where SQLite refuses it; without
 *   `statement` for a write that could not be undone, because another branch of the handler is outside.
 */
export interface ObjectSql {
  /** Runs one or more statements to completion. */
  run(query: string, ...bindings: unknown[]): SqlResult
  /**
   * Runs a query and returns the platform's cursor over its rows, with `toArray()`, `one()`, `raw()` and
   * iteration.
   */
  exec<Row extends SqlColumns<Row> = Record<string, AnyValue>>(
    query: string,
    ...bindings: unknown[]
  ): SqlStorageCursor<{ [Column in keyof Row]: Row[Column] }>
  /** Prepares a statement to bind and run, as in D1 but synchronously. */
  prepare(query: string): SqlStatement
  /** The size of the object's database on disk, in bytes. */
  readonly databaseSize: number
}

/** A statement from `ctx.sql.prepare(query)`. It can be run more than once. */
export interface SqlStatement {
  /** A copy of the statement with these bindings, which replace earlier ones. */
  bind(...values: unknown[]): SqlStatement
  /** Runs the statement to completion. */
  run(): SqlResult
  /** Runs the statement and returns all rows. */
  all<Row extends SqlColumns<Row> = Record<string, AnyValue>>(): { results: Row[] }
  /**
   * Runs the statement and returns the first row, or the value of its `column`; null without rows.
   *
   * @throws Error where the result has no such column.
   */
  first<Row extends SqlColumns<Row> = Record<string, AnyValue>>(): Row | null
  first<Value extends SqlStorageValue = AnyValue>(column: string): Value | null
}
