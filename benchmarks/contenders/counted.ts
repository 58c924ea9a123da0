import type { ObjectConstructor } from './contender.ts'

export const rowsMethod = 'benchRowsWritten'

/**
 * Adds a method that returns the number of rows written since the object started, as billed.
 *
 * SQL statements report their own rows, including those of indexes. Key-value writes do not; they
 * are the changes that SQLite counted on this connection outside of SQL statements.
 */
export function counted(Base: ObjectConstructor): ObjectConstructor {
  return class extends Base {
    readonly #rowsWritten: () => number

    // biome-ignore lint/suspicious/noExplicitAny: TypeScript wants any[] of a mixin's constructor
    constructor(...args: any[]) {
      const state: DurableObjectState = args[0]
      const rowsWritten = watchRows(state.storage.sql)
      super(...args)
      this.#rowsWritten = rowsWritten
    }

    [rowsMethod](): number {
      return this.#rowsWritten()
    }
  }
}

/** `storage.sql` is always the same object, so all code in the object uses the replaced `exec`. */
function watchRows(sql: SqlStorage): () => number {
  const execute = sql.exec.bind(sql)
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = []
  let statementChanges = 0
  const totalChanges = (): number =>
    execute<{ changes: number }>('SELECT total_changes() AS changes').one().changes
  const before = totalChanges()

  function exec(query: string, ...bindings: unknown[]): (typeof cursors)[number] {
    const start = totalChanges()
    const cursor = execute(query, ...bindings)
    statementChanges += totalChanges() - start
    cursors.push(cursor)
    return cursor
  }
  Object.defineProperty(sql, 'exec', { value: exec })

  return () => {
    const byStatements = cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0)
    return byStatements + (totalChanges() - before - statementChanges)
  }
}
