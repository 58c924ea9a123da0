import { runInDurableObject } from 'cloudflare:test'
import { defineDurableObject, type ObjectContext } from '@cloudwerk/durable-object'
import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { deploy, keyOf, methods, type Run } from './objects/versioned.ts'

const create = 'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)'
const addDone = { name: 'done', up: 'ALTER TABLE notes ADD COLUMN done INTEGER NOT NULL DEFAULT 0' }

// biome-ignore lint/suspicious/noExplicitAny: whatever the function gives
const perform = (name: string, run: Run): Promise<any> =>
  objectOf('Versioned', name).perform(keyOf(run))

async function release(
  definition: Parameters<typeof defineDurableObject>[0] & object,
): Promise<void> {
  deploy({ className: 'Versioned', definition: defineDurableObject({ ...definition, methods }) })
  await restartObjects()
}

const headerOf = (name: string) =>
  runInDurableObject(
    objectOf('Versioned', name),
    (_object, { storage }) =>
      storage.sql.exec('SELECT data FROM __cloudwerk_state WHERE id = 1').one().data,
  )

const dumpOf = (name: string) =>
  runInDurableObject(objectOf('Versioned', name), (_object, { storage }) => ({
    tables: storage.sql.exec('SELECT name, sql FROM sqlite_master').toArray(),
    rows: storage.sql.exec('SELECT id, data FROM __cloudwerk_state').toArray(),
    keys: [...storage.kv.list()],
  }))

test('an object without versions is stored as before', async () => {
  await release({ init: () => ({ list: ['a'] }) })
  await perform('plain', (self) => self.state.list.push('b'))
  expect(await headerOf('plain')).toBe('[1,{"list":["a","b"]}]')
})

test('steps run in order, once, before start', async () => {
  const ran: string[] = []
  await release({ init: () => ({ list: ['a', 'b'] }) })
  await perform('steps', (self) => self.state.list.push('c'))
  const versions = {
    version: 3,
    migrate: {
      2(state: { list: string[]; map?: Map<string, number> }) {
        ran.push('2')
        state.map = new Map(state.list.map((item, index) => [item, index]))
      },
      3(state: { map: Map<string, number> }) {
        ran.push('3')
        return { map: state.map, size: state.map.size }
      },
    },
  }
  const start = () => void ran.push('start')
  await release({ init: () => ({ map: new Map(), size: 0 }), versions, start })
  expect(await perform('steps', (self) => [self.state.size, 'list' in self.state])).toEqual([
    3,
    false,
  ])
  expect(ran).toEqual(['2', '3', 'start'])
  expect(await headerOf('steps')).toMatch(/^\[2,\[3,3,0,""\],/)
  await restartObjects()
  expect(await perform('steps', (self) => [...self.state.map])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ])
  expect(ran).toEqual(['2', '3', 'start', 'start'])
})

test('a new object gets the tables, then init', async () => {
  const init = function (this: { ctx: ObjectContext }) {
    this.ctx.sql.run("INSERT INTO notes (text, done) VALUES ('first', 1)")
    return { made: 1 }
  }
  await release({
    sqlite: true,
    init,
    versions: { version: 3, migrate: { 3() {} }, sql: [create, addDone] },
  })
  const read: Run = (self) => self.ctx.sql.exec('SELECT text, done FROM notes').toArray()
  expect(await perform('new', read)).toEqual([{ text: 'first', done: 1 }])
  expect(await headerOf('new')).toMatch(/^\[2,\[3,3,2,"[0-9a-f]{16}"\],\{"made":1\}\]$/)
})

test('SQL steps that an object has not seen are applied, and state steps see their tables', async () => {
  const init = () => ({ count: 0 })
  await release({ sqlite: true, init, versions: { sql: [create] } })
  await perform('tables', (self) =>
    self.ctx.sql.run("INSERT INTO notes (text) VALUES ('a'), ('b')"),
  )
  const migrate = {
    2(state: { count: number }, ctx: ObjectContext) {
      state.count = ctx.sql.exec('SELECT count(*) AS n FROM notes WHERE done = 0').one().n
      ctx.storage.kv.put('migrated', true)
    },
  }
  await release({
    sqlite: true,
    init,
    versions: { version: 2, migrate, sql: [`  ${create}\n`, addDone] },
  })
  expect(
    await perform('tables', (self) => [self.state.count, self.ctx.storage.kv.get('migrated')]),
  ).toEqual([2, true])
})

test('a step that throws leaves every byte, and each call gets the same error', async () => {
  let tries = 0
  const init = () => ({ list: ['a'] })
  await release({ sqlite: true, init })
  await perform('broken', (self) => self.ctx.storage.kv.put('key', 1))
  const before = await dumpOf('broken')
  const migrate = {
    2(state: { list: string[] }, ctx: ObjectContext) {
      tries++
      state.list.push('lost')
      ctx.storage.kv.put('key', 2)
      ctx.sql.run("INSERT INTO notes (text) VALUES ('lost')")
      throw new RangeError('no number')
    },
  }
  const versions = { version: 2, migrate, sql: [create] }
  await release({ sqlite: true, init, versions })
  const fields = {
    code: 'DURABLE_OBJECT_MIGRATION',
    from: 1,
    to: 2,
    step: 'migrate 2',
    objectName: 'Versioned',
  }
  const call = () => perform('broken', (self) => self.state.list.length)
  await expectError(call(), {
    ...fields,
    mentions: ["Versioned 'broken'", 'no number', '30 s'],
    cause: expect.any(RangeError),
  })
  await expectError(call(), fields)
  expect(tries).toBe(1)
  expect(await dumpOf('broken')).toEqual(before)
  await release({
    sqlite: true,
    init,
    versions: {
      ...versions,
      migrate: { 2: (state: { list: string[] }) => void state.list.push('b') },
    },
  })
  expect(await call()).toBe(2)
})

test('a promise, a wrong statement and a schema fail as well', async () => {
  const init = () => ({ value: 1 })
  await release({ sqlite: true, init })
  await perform('failing', (self) => self.state.value)
  const fail = async (definition: object, step: string, mention: string) => {
    await release({ sqlite: true, init, ...definition } as never)
    await expectError(
      perform('failing', () => 1),
      { step, mentions: [mention] },
    )
  }
  await fail(
    { versions: { version: 2, migrate: { 2: async () => undefined } } },
    'migrate 2',
    'promise',
  )
  await fail(
    { versions: { version: 2, sql: [{ name: 'oops', up: 'CREATE TABEL x' }] } },
    "sql[0] 'oops'",
    'TABEL',
  )
  const schema = z.object({ value: z.number().min(5) })
  await fail({ schema, versions: { version: 2, migrate: { 2() {} } } }, 'schema', 'state.value')
})

test('a commit that fails is a failed migration too', async () => {
  const init = () => ({})
  await release({ sqlite: true, init })
  await perform('dangling', () => 1)
  const sql = [
    `CREATE TABLE parents (id INTEGER PRIMARY KEY);
     CREATE TABLE children (parent REFERENCES parents DEFERRABLE INITIALLY DEFERRED)`,
  ]
  const migrate = {
    2: (_state: object, ctx: ObjectContext) => void ctx.sql.run('INSERT INTO children VALUES (7)'),
  }
  await release({ sqlite: true, init, versions: { version: 2, migrate, sql } })
  const fields = { code: 'DURABLE_OBJECT_MIGRATION', step: 'commit' }
  await expectError(
    perform('dangling', () => 1),
    { ...fields, mentions: ["Versioned 'dangling'", /\. Nothing of it/] },
  )
})

test('a step of SQL that was changed after it was applied is refused', async () => {
  const init = () => ({})
  await release({ sqlite: true, init, versions: { sql: [create] } })
  await perform('changed', () => 1)
  await release({ sqlite: true, init, versions: { sql: [create.replace('text', 'body')] } })
  await expectError(
    perform('changed', () => 1),
    { step: 'sql', mentions: ['changed after'] },
  )
})

test('older code opens newer data where that allows it, and keeps what it does not know', async () => {
  const init = () => ({ a: 1 })
  const migrate = {
    2: (state: { b?: number }) => Object.assign(state, { b: 2 }),
    3: (state: { c?: number }) => Object.assign(state, { c: 3 }),
  }
  const two = { version: 2, migrate: { 2: migrate[2] } }
  const three = { version: 3, readsFrom: 2, migrate }
  await release({ init, versions: three })
  await perform('older', (self) => (self.state.c = 4))
  await release({ init, versions: two })
  await perform('older', (self) => (self.state.a = 5))
  expect(await headerOf('older')).toMatch(/^\[2,\[3,2,0,""\],/)
  await expectError(
    perform('older', (self) => (self.state = { a: 1, b: 1 })),
    {
      code: 'DURABLE_OBJECT_NEWER_DATA',
      retryable: true,
      dataVersion: 3,
      codeVersion: 2,
    },
  )
  await release({ init })
  await expectError(
    perform('older', (self) => self.state.a),
    {
      code: 'DURABLE_OBJECT_NEWER_DATA',
      retryable: true,
      mentions: ['version 3', 'version 1', 'readsFrom: 2'],
    },
  )
  await release({ init, versions: three })
  expect(await perform('older', (self) => self.state)).toEqual({ a: 5, c: 4 })
})

test('older code does not open tables that it does not know', async () => {
  const init = () => ({})
  await release({ sqlite: true, init, versions: { version: 2, readsFrom: 1, sql: [create] } })
  await perform('newer tables', () => 1)
  await release({ sqlite: true, init })
  await expectError(
    perform('newer tables', () => 1),
    { code: 'DURABLE_OBJECT_NEWER_DATA', mentions: ['1 SQL step'] },
  )
})

test('an object of an earlier class is adopted', async () => {
  await release({ sqlite: true })
  const stub = objectOf('Versioned', 'adopted')
  await runInDurableObject(stub, (_object, { storage }) => {
    storage.kv.put('count', 7)
    storage.sql.exec('CREATE TABLE old (a)')
  })
  const found: unknown[] = []
  const adopt = (ctx: ObjectContext, there: unknown) => {
    found.push(there)
    return { value: ctx.storage.kv.get('count') }
  }
  await release({ sqlite: true, init: () => ({ value: 0 }), versions: { sql: [create], adopt } })
  expect(await perform('adopted', (self) => self.state.value)).toBe(7)
  expect(await perform('not there', (self) => self.state.value)).toBe(0)
  await restartObjects()
  expect(await perform('adopted', (self) => self.state.value++)).toBe(7)
  expect(found).toEqual([{ keys: ['count'], tables: ['old'] }])
})

test('after deleteAll and a new state, the next handler has the tables', async () => {
  await release({
    sqlite: true,
    init: () => ({ value: 1 }),
    versions: { version: 2, sql: [create] },
  })
  await perform('deleted', async (self) => {
    await self.ctx.storage.deleteAll()
    self.state = { value: 5 }
  })
  expect(
    await perform('deleted', (self) => [
      self.state.value,
      self.ctx.sql.exec('SELECT * FROM notes').toArray(),
    ]),
  ).toEqual([5, []])
})

test('the legacy backend has versions too', async () => {
  const build = async (definition: object) => {
    deploy({
      className: 'VersionedLegacy',
      definition: defineDurableObject({ sqlite: false, ...definition, methods } as never),
    })
    await restartObjects()
  }
  const run = (fn: Run) => objectOf('VersionedLegacy', 'a').perform(keyOf(fn))
  await build({ init: () => ({ a: 1 }) })
  await run((self) => (self.state.a = 2))
  await build({
    init: () => ({ b: 0 }),
    versions: { version: 2, migrate: { 2: (state: { a: number }) => ({ b: state.a }) } },
  })
  expect(await run((self) => self.state)).toEqual({ b: 2 })
  await build({ init: () => ({ a: 1 }) })
  await expectError(
    run((self) => self.state),
    { code: 'DURABLE_OBJECT_NEWER_DATA' },
  )
})

test('versions that contradict each other are refused when the class is made', () => {
  const definition = defineDurableObject({ versions: { version: 3, migrate: { 2: () => ({}) } } })
  expect(() => toDurableObjectClass(definition, { name: 'Room' })).toThrow(
    expect.objectContaining({
      code: 'DURABLE_OBJECT_CONFIG',
      message: expect.stringContaining("Room has no 'versions.migrate' for version 3"),
    }),
  )
})
