import type { ObjectSql, SqlResult, SqlRow, SqlStatement } from '../definition.ts'
import { DurableObjectConfigError } from '../errors.ts'
import type { ObjectHost } from './object-host.ts'
import { ReadCursor } from './read-cursor.ts'
import { toSqlValues } from './sql-bindings.ts'
import { kindOf } from './sql-kind.ts'
import { reservedPrefix } from './state-rows.ts'
import type { Turn } from './turn.ts'

/** `ctx.sql` and `ctx.storage.sql`. */
export function openSql(host: ObjectHost, turn: Turn): ObjectSql {
  if (host.hasSql) return createSql(host, turn)
  const { name } = host.blueprint
  throw new DurableObjectConfigError(
    `${name} has no ctx.sql. Add sqlite: true to its definition.`,
    { objectName: name, objectId: host.id },
  )
}

/** The platform's SQL, with bindings that are checked and our tables out of reach. */
function createSql(host: ObjectHost, own: Turn): ObjectSql {
  const native = host.native.storage.sql

  function exec<Row extends SqlRow>(
    query: string,
    bindings: readonly unknown[],
  ): SqlStorageCursor<Row> {
    assertQuery(query)
    const values = toSqlValues(bindings)
    const turn = own.current
    const kind = kindOf(query, native, values)
    if (kind === 'write') {
      turn.assertWritable(turn.reads ? `run ${shorten(query)}` : undefined)
      host.assertCovered(turn)
      host.deferredKeys?.note(query)
      turn.sqlWrites += 1
    }
    try {
      const cursor = native.exec<Row>(query, ...values)
      return kind === 'select' ? cursor : new ReadCursor(cursor)
    } catch (error) {
      throw withStatement(error, { query, given: values.length })
    }
  }

  const sql: ObjectSql = {
    exec: <Row extends SqlRow>(query: string, ...bindings: unknown[]) => exec<Row>(query, bindings),
    run(query, ...bindings): SqlResult {
      const cursor = exec(query, bindings)
      cursor.toArray()
      return { rowsWritten: cursor.rowsWritten, lastRowId: lastRowId(native, query) }
    },
    prepare: (query) => createStatement(sql, query, []),
    get databaseSize() {
      return native.databaseSize
    },
  }
  return sql
}

/** What D1's prepared statements offer, without their promises. */
function createStatement(
  sql: ObjectSql,
  query: string,
  bindings: readonly unknown[],
): SqlStatement {
  return {
    bind: (...values) => createStatement(sql, query, values),
    run: () => sql.run(query, bindings),
    all: <Row extends SqlRow>() => ({ results: sql.exec<Row>(query, bindings).toArray() }),
    first(column?: string) {
      const [row] = sql.exec(query, bindings).toArray()
      if (!row) return null
      if (column === undefined) return row
      if (Object.hasOwn(row, column)) return row[column]
      throw new Error(
        `The result has no column '${column}'. It has ${Object.keys(row).join(', ')}.`,
      )
    },
  }
}

/** Asked at once, since the next insert changes it; not asked where nothing is inserted. */
function lastRowId(native: SqlStorage, query: string): number | undefined {
  if (!/\b(insert|replace)\b/i.test(query)) return undefined
  return native.exec<{ id: number }>('SELECT last_insert_rowid() AS id').one().id
}

const reserved = new RegExp(reservedPrefix, 'i')

function assertQuery(query: string): void {
  if (typeof query !== 'string') {
    throw new TypeError(`A statement is a string, not of type ${typeof query}.`)
  }
  if (!reserved.test(query)) return
  throw new Error(
    `Names that begin with ${reservedPrefix} belong to this.state and cannot be used in SQL. Give text that contains it as a binding.`,
  )
}

function shorten(query: string): string {
  const text = query.replace(/\s+/g, ' ').trim()
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

/** The platform's error says what is wrong, not in which statement. */
function withStatement(
  error: unknown,
  { query, given }: { query: string; given: number },
): unknown {
  if (!(error instanceof Error) || error instanceof TypeError) return error
  const statement = shorten(query)
  const advice = /^Wrong number/.test(error.message)
    ? ` It was given ${given}.`
    : /SQLITE_AUTH/.test(error.message)
      ? '. Durable Objects do not allow this statement.'
      : ''
  return Object.assign(error, { message: error.message + advice, statement })
}
