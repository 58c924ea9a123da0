/**
 * Deferred foreign keys, which SQLite checks only when a transaction ends. The platform resets the object
 * if one is violated then (workerd 1.20261006), so they are checked before.
 */
export class DeferredKeys {
  readonly #sql: SqlStorage
  /** Whether a table declares deferred keys; undefined until that was looked up. */
  #inTables: boolean | undefined
  /** Whether a statement since the last check has deferred the keys of all tables. */
  #forNow = false

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Called for each statement that writes. */
  note(query: string): void {
    if (!/\bdefer/i.test(query)) return
    this.#inTables = undefined
    this.#forNow = true
  }

  /** @throws Error where a row refers to a row that does not exist. */
  check(): void {
    if (!this.#forNow && !this.#hasTables()) return
    const [broken] = this.#sql.exec('PRAGMA foreign_key_check').toArray()
    if (!broken) {
      this.#stopDeferring()
      return
    }
    const { table, rowid, parent } = broken
    const row = rowid === null ? 'a row' : `row ${rowid}`
    throw new Error(
      `FOREIGN KEY constraint failed: ${row} of the table '${table}' refers to one of '${parent}' that is not there at the end of the handler.`,
    )
  }

  /** Later statements may be in the same transaction; SQLite itself stops deferring only at its end. */
  #stopDeferring(): void {
    if (this.#forNow) this.#sql.exec('PRAGMA defer_foreign_keys = OFF')
    this.#forNow = false
  }

  #hasTables(): boolean {
    this.#inTables ??=
      this.#sql.exec("SELECT 1 FROM sqlite_master WHERE sql LIKE '%deferred%' LIMIT 1").toArray()
        .length > 0
    return this.#inTables
  }
}
