import { runInDurableObject } from 'cloudflare:test'
import { defineDurableObject, type ObjectVersions } from '@cloudwerk/durable-object'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { deploy, keyOf, methods, type Run } from './objects/versioned.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
const perform = (name: string, run: Run): Promise<any> =>
  objectOf('Versioned', name).perform(keyOf(run))

type State = { count: number }
type Adopt = NonNullable<ObjectVersions<State>['adopt']>

/** An object with what other libraries have stored, adopted by a definition with versions. */
async function adopted(name: string, statements: string[], adopt: Adopt): Promise<State> {
  const className = 'Versioned'
  const init = (): State => ({ count: 0 })
  await runInDurableObject(objectOf(className, name), (_object, { storage }) => {
    for (const statement of statements) storage.sql.exec(statement)
  })
  const definition = defineDurableObject({ sqlite: true, init, methods, versions: { adopt } })
  deploy({ className, definition })
  await restartObjects()
  return perform(name, (self) => self.state)
}

const tablesOf = (name: string): Promise<string[]> =>
  perform(name, (self) =>
    self.ctx.sql
      .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%a%'")
      .toArray()
      .map((row: { name: string }) => row.name)
      .filter((table: string) => !table.startsWith('_cf_') && !table.startsWith('__cloudwerk')),
  )

// The rows are those that agents 0.32.0 and @cloudflare/actors 0.0.1-beta.6 have written.

test('an agent', async () => {
  const statements = [
    'CREATE TABLE cf_agents_state (id TEXT PRIMARY KEY NOT NULL, state TEXT)',
    'CREATE TABLE cf_agents_runs (id TEXT)',
    `INSERT INTO cf_agents_state VALUES ('cf_state_row_id', '{"count":7}')`,
  ]
  const state = await adopted('agent', statements, (ctx, { tables }) => {
    const [row] = ctx.sql
      .exec<{ state: string }>("SELECT state FROM cf_agents_state WHERE id = 'cf_state_row_id'")
      .toArray()
    for (const table of tables) ctx.sql.run(`DROP TABLE ${table}`)
    return row && (JSON.parse(row.state) as State)
  })
  expect(state).toEqual({ count: 7 })
  expect(await tablesOf('agent')).toEqual([])
})

test('an actor', async () => {
  const statements = [
    'CREATE TABLE _actor_persist (property TEXT PRIMARY KEY, value TEXT)',
    `INSERT INTO _actor_persist VALUES ('count', '7')`,
  ]
  const state = await adopted('actor', statements, (ctx) => {
    const rows = ctx.sql.exec<{ property: string; value: string }>('SELECT * FROM _actor_persist')
    const fields = rows.toArray().map(({ property, value }) => [property, JSON.parse(value)])
    return Object.fromEntries(fields) as State
  })
  expect(state).toEqual({ count: 7 })
  expect(await tablesOf('actor')).toEqual(['_actor_persist'])
})

test('a failed adoption leaves everything, and undefined runs init', async () => {
  const statements = ['CREATE TABLE a (x)', 'INSERT INTO a VALUES (1)']
  const failing = adopted('adoption fails', statements, (ctx) => {
    ctx.sql.run('DROP TABLE a')
    throw new Error('on purpose')
  })
  const fields = { code: 'DURABLE_OBJECT_MIGRATION', step: 'adopt', from: 0, to: 1 }
  await expectError(failing, { ...fields, mentions: ['on purpose'] })
  expect(await adopted('adoption fails', [], () => undefined)).toEqual({ count: 0 })
  expect(await tablesOf('adoption fails')).toEqual(['a'])
})

test('what adopt and the steps write in one wake is one commit, also with keys and an alarm', async () => {
  const statements = ['CREATE TABLE a (x)']
  const failing = adopted('adopted together', statements, async (ctx) => {
    await ctx.storage.put('key', 1)
    ctx.sql.run('INSERT INTO a VALUES (1)')
    return { count: Number.NaN, wrong: () => undefined } as State
  })
  await expectError(failing, { code: 'DURABLE_OBJECT_STATE' })
  const read = (ctx: DurableObjectState) => [...ctx.storage.kv.list()]
  const stub = objectOf('Versioned', 'adopted together')
  expect(await runInDurableObject(stub, (_object, ctx) => read(ctx))).toEqual([])
})
