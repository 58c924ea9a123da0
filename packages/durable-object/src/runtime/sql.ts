import type { ObjectSql } from '../definition.ts'
import { reservedPrefix } from './state-rows.ts'

/** `ctx.sql`: the platform's SQL, without our tables in reach. */
export function createSql(native: SqlStorage): ObjectSql {
  return {
    exec(query, ...bindings) {
      assertOwnTables(query)
      return native.exec(query, ...spread(bindings))
    },
    run(query, ...bindings) {
      assertOwnTables(query)
      const cursor = native.exec(query, ...spread(bindings))
      cursor.toArray()
      return { rowsWritten: cursor.rowsWritten }
    },
  }
}

function assertOwnTables(query: string): void {
  if (!query.toLowerCase().includes(reservedPrefix)) return
  throw new Error(
    `Names that begin with ${reservedPrefix} belong to this.state and cannot be used in SQL. Give text that contains it as a binding.`,
  )
}

/** Bindings come as one array or one by one. */
function spread(bindings: unknown[]): unknown[] {
  const [first] = bindings
  return bindings.length === 1 && Array.isArray(first) ? first : bindings
}
