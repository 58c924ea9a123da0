import type {
  ObjectSql,
  SqlColumns,
  SqlResult,
  SqlRow,
  SqlStatement,
} from '../../definition/object-sql.ts'
import { reservedPrefix } from '../rows/state-rows.ts'
import type { SqlTransactions } from '../transactions/sql-transactions.ts'
import type { Turn } from '../turns/turn.ts'
import { BufferedCursor } from './buffered-cursor.ts'
import { toSqlValues } from './sql-bindings.ts'
import { kindOf } from './sql-kind.ts'

export interface SqlOwner {
  readonly storage: DurableObjectStorage
  /** Defined where handlers are atomic with SQL. */
  readonly transactions: SqlTransactions | undefined
}

/**
 * The platform's SQL, with checked bindings and without access to our tables. A class, since one is
 * made for each handler, and a literal would create all of its functions each time.
 */
export class HandlerSql implements ObjectSql {
  readonly #transactions: SqlTransactions | undefined
  readonly #handlerTurn: Turn
  readonly #native: SqlStorage

  constructor({ storage, transactions }: SqlOwner, handlerTurn: Turn) {
    this.#transactions = transactions
    this.#handlerTurn = handlerTurn
    this.#native = storage.sql
  }

  exec<Row extends SqlColumns<Row>>(
    query: string,
    ...bindings: unknown[]
  ): SqlStorageCursor<{ [Column in keyof Row]: Row[Column] }> {
    return this.#exec(query, bindings)
  }

  run(query: string, ...bindings: unknown[]): SqlResult {
    const cursor = this.#exec(query, bindings)
    cursor.toArray()
    return { rowsWritten: cursor.rowsWritten, lastRowId: lastRowId(this.#native, query) }
  }

  prepare(query: string): SqlStatement {
    return createStatement(this, query, [])
  }

  get databaseSize(): number {
    return this.#native.databaseSize
  }

  // Of the platform's own type, which `ctx.storage.sql` has.
  get Cursor(): SqlStorage['Cursor'] {
    return this.#native.Cursor
  }

  get Statement(): SqlStorage['Statement'] {
    return this.#native.Statement
  }

  #exec<Row extends SqlRow>(query: string, bindings: readonly unknown[]): SqlStorageCursor<Row> {
    assertQuery(query)
    const values = toSqlValues(bindings)
    const turn = this.#handlerTurn.current
    const kind = kindOf(query, this.#native, values)
    if (kind === 'change' || kind === 'write') {
      turn.assertWritable(turn.reads ? `run ${shorten(query)}` : undefined)
      this.#transactions?.assertCovered(turn)
      this.#transactions?.deferredKeys.note(query)
      turn.sqlWrites += 1
    }
    try {
      const cursor = this.#native.exec<Row>(query, ...values)
      return kind === 'select' || kind === 'change' ? cursor : new BufferedCursor(cursor)
    } catch (error) {
      throw withStatement(error, { query, given: values.length })
    }
  }
}

/** A prepared statement as in D1, but synchronous. */
function createStatement(
  sql: ObjectSql,
  query: string,
  bindings: readonly unknown[],
): SqlStatement {
  return {
    bind: (...values) => createStatement(sql, query, values),
    run: () => sql.run(query, bindings),
    all: <Row extends SqlColumns<Row>>() => ({ results: sql.exec<Row>(query, bindings).toArray() }),
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

/** Read at once, since the next insert changes it, and only where something may be inserted. */
function lastRowId(native: SqlStorage, query: string): number | undefined {
  if (!/\b(insert|replace)\b/i.test(query)) return undefined
  return native.exec<{ id: number }>('SELECT last_insert_rowid() AS id').one().id
}

const reserved = new RegExp(reservedPrefix, 'i')

function assertQuery(query: string): void {
  if (typeof query !== 'string') {
    throw new TypeError(`A SQL statement must be a string, not of type ${typeof query}.`)
  }
  if (!reserved.test(query)) return
  throw new Error(
    `Names that begin with ${reservedPrefix} belong to this.state and cannot be used in SQL. Pass text that contains the prefix as a binding.`,
  )
}

function shorten(query: string): string {
  const text = query.replace(/\s+/g, ' ').trim()
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

/** The platform's error says what is wrong, but not in which statement. */
function withStatement(
  error: unknown,
  { query, given }: { query: string; given: number },
): unknown {
  if (!(error instanceof Error) || error instanceof TypeError) return error
  const statement = shorten(query)
  const advice = /^Wrong number/.test(error.message)
    ? ` The statement got ${given}.`
    : /SQLITE_AUTH/.test(error.message)
      ? '. Durable Objects do not allow this statement.'
      : ''
  return Object.assign(error, { message: error.message + advice, statement })
}
