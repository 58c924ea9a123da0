import type { ObjectSql } from '@cloudwerk/durable-object'
import {
  type Account,
  type Contents,
  type Copy,
  changesOf,
  type Entry,
  type Plan,
} from './contents.ts'
import type { Reading } from './course.ts'

/** Ids and places have no unique constraint, so that the audit can find duplicates. */
export function createTables(sql: ObjectSql, contents: Contents): void {
  sql.run(`
    CREATE TABLE entries (place INTEGER, id TEXT, source TEXT, target TEXT, amount INTEGER);
    CREATE INDEX entries_by_place ON entries (place);
    CREATE TABLE accounts (name TEXT PRIMARY KEY, opening INTEGER, balance INTEGER);
    CREATE TABLE plans (id TEXT, source TEXT, target TEXT, amount INTEGER, at INTEGER, way TEXT);
    CREATE TABLE closings (place INTEGER NOT NULL);
    CREATE TABLE notes (account TEXT REFERENCES accounts (name) DEFERRABLE INITIALLY DEFERRED);
  `)
  for (const [name, { opening, balance }] of Object.entries(contents.accounts)) {
    sql.run('INSERT INTO accounts VALUES (?, ?, ?)', name, opening, balance)
  }
}

export function inRows(sql: ObjectSql, reading: Reading): Copy {
  const write = (statement: string, ...bindings: unknown[]) =>
    runAs(sql, reading, { statement, bindings })
  return {
    post({ place, id, source, target, amount }) {
      write('INSERT INTO entries VALUES (?, ?, ?, ?, ?)', place, id, source, target, amount)
      for (const [name, change] of changesOf({ id, source, target, amount })) {
        write('UPDATE accounts SET balance = balance + ? WHERE name = ?', change, name)
      }
    },
    plan({ id, source, target, amount, at, way }) {
      write('INSERT INTO plans VALUES (?, ?, ?, ?, ?, ?)', id, source, target, amount, at, way)
    },
    unplan(id) {
      write('DELETE FROM plans WHERE id = ?', id)
    },
    close(closing) {
      const last = closing.at(-1)
      if (!last) return
      for (const [name, change] of closing.flatMap(changesOf)) {
        write('UPDATE accounts SET opening = opening + ? WHERE name = ?', change, name)
      }
      write('DELETE FROM entries WHERE place <= ?', last.place)
      write('INSERT INTO closings VALUES (?)', last.place)
    },
  }
}

export function readRows(sql: ObjectSql): Contents {
  const accounts = sql.exec<Row<Account & { name: string }>>('SELECT * FROM accounts').toArray()
  return {
    closed: sql.exec('SELECT COALESCE(MAX(place), 0) AS place FROM closings').one().place,
    accounts: Object.fromEntries(
      accounts.map(({ name, opening, balance }) => [name, { opening, balance }]),
    ),
    entries: sql.exec<Row<Entry>>('SELECT * FROM entries ORDER BY place').toArray(),
    // `way` contains only values of a Plan.
    plans: sql.exec<Row<Plan>>('SELECT * FROM plans').toArray(),
  }
}

type Row<T> = T & Record<string, SqlStorageValue>

interface Statement {
  statement: string
  bindings: unknown[]
}

function runAs(sql: ObjectSql, reading: Reading, { statement, bindings }: Statement): void {
  if (reading === 'run') sql.run(statement, ...bindings)
  else if (reading === 'prepare')
    sql
      .prepare(statement)
      .bind(...bindings)
      .run()
  else {
    const cursor = sql.exec(`${statement} RETURNING *`, ...bindings)
    if (reading === 'all') cursor.toArray()
    if (reading === 'first') cursor.next()
  }
}
