import type { ObjectSql, SqlResult, SqlRow, SqlStatement } from '../definition.ts'
import { DurableObjectConfigError } from '../errors.ts'
import type { ObjectHost } from './object-host.ts'
import { ReadCursor } from './read-cursor.ts'
import { toSqlValues } from './sql-bindings.ts'
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
  const { storage } = host.native
  const native = storage.sql

  function exec<Row extends SqlRow>(
    query: string,
    bindings: readonly unknown[],
  ): SqlStorageCursor<Row> {
    assertQuery(query)
    const values = toSqlValues(bindings)
    const turn = own.current
    if (host.isUnstored && !readsOnly(query)) turn.sqlWrites += 1
    try {
      if (turn.alive && !turn.isAway && turn.gone !== 'lost')
        return finish(native.exec<Row>(query, ...values), query)
      if (!readsOnly(query)) turn.assertWritable()
      return execElsewhere(storage, turn, () => finish(native.exec<Row>(query, ...values), query))
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

function finish<Row extends SqlRow>(
  cursor: SqlStorageCursor<Row>,
  query: string,
): SqlStorageCursor<Row> {
  return /\breturning\b/i.test(query) && cursor.rowsWritten > 0 ? new ReadCursor(cursor) : cursor
}

/** Of several statements the platform tells what the last one wrote, and of DROP nothing. */
function readsOnly(query: string): boolean {
  const text = query.replace(/'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  return /^\s*(select|with|values|explain|pragma)\b[^;]*;?\s*$/i.test(text)
}

type Cursor = Pick<SqlStorageCursor<SqlRow>, 'rowsWritten'>

/** Where the turn must not write: a query that wrote is undone and refused. */
function execElsewhere<C extends Cursor>(
  storage: DurableObjectStorage,
  turn: Turn,
  exec: () => C,
): C {
  return storage.transactionSync(() => {
    const cursor = exec()
    if (cursor.rowsWritten > 0) turn.assertWritable()
    return cursor
  })
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

/** The platform's error says what is wrong, not in which statement. */
function withStatement(
  error: unknown,
  { query, given }: { query: string; given: number },
): unknown {
  if (!(error instanceof Error) || error instanceof TypeError) return error
  const text = query.replace(/\s+/g, ' ').trim()
  const statement = text.length > 500 ? `${text.slice(0, 500)}…` : text
  const advice = /^Wrong number/.test(error.message)
    ? ` It was given ${given}.`
    : /SQLITE_AUTH/.test(error.message)
      ? '. Durable Objects do not allow this statement.'
      : ''
  return Object.assign(error, { message: error.message + advice, statement })
}
