import type { ObjectSql } from '@cloudwerk/durable-object'
import type { SqlStep } from './steps.ts'

const columns =
  'id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, n INTEGER NOT NULL CHECK (n < 10)'

/** Runs a step on the tables, as the model does on plain data. */
export function runSql(sql: ObjectSql, step: SqlStep): void {
  switch (step.do) {
    case 'create':
      sql.run(`CREATE TABLE IF NOT EXISTS ${step.table} (${columns})`)
      break
    case 'drop':
      sql.run(`DROP TABLE ${step.table}`)
      break
    case 'rename':
      sql.run(`ALTER TABLE ${step.table} RENAME TO ${step.to}`)
      break
    case 'addColumn':
      sql.run(`ALTER TABLE ${step.table} ADD COLUMN extra`)
      break
    case 'insert':
      insert(sql, step)
      break
    case 'add':
      sql.run(`UPDATE ${step.table} SET n = n + ? WHERE id >= ?`, step.n, step.from)
      break
    case 'append':
      sql.run(`UPDATE ${step.table} SET text = text || ? WHERE id = ?`, step.text, step.id)
      break
    case 'remove':
      sql.run(`DELETE FROM ${step.table} WHERE id <= ?`, step.to)
      break
    case 'createFamily':
      sql.run('CREATE TABLE IF NOT EXISTS parents (id INTEGER PRIMARY KEY)')
      sql.run(
        'CREATE TABLE IF NOT EXISTS children (id INTEGER PRIMARY KEY, parent REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)',
      )
      break
    case 'addParent':
      sql.run('INSERT INTO parents VALUES (?)', step.id)
      break
    case 'addChild':
      sql.run('INSERT INTO children VALUES (?, ?)', step.id, step.parent)
      break
    case 'removeParent':
      sql.run('DELETE FROM parents WHERE id = ?', step.id)
      break
  }
}

function insert(sql: ObjectSql, step: Extract<SqlStep, { do: 'insert' }>): void {
  const places = step.rows.map(() => '(?, ?, ?)').join(', ')
  const values = step.rows.flatMap(({ id, text, n }) => [id, text, n])
  const query = `INSERT${step.or} INTO ${step.table} (id, text, n) VALUES ${places}`
  if (step.by === 'run') sql.run(query, ...values)
  else if (step.by === 'prepare')
    sql
      .prepare(query)
      .bind(...values)
      .run()
  // All rows are inserted, although only the first is read.
  else sql.exec(`${query} RETURNING id`, ...values).next()
}
