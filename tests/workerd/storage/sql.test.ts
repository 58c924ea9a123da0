import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test } from 'vitest'
import { caught, messageOf } from '../calls.ts'
import { expectError, expectMentions } from '../expect-error.ts'

const database = (name: string) => durableObjects.Database.getByName(name)

test('run gives the rows written and the last row id', async () => {
  const stub = database('run')
  expect(await stub.insert('a')).toEqual({ rowsWritten: 1, lastRowId: 1 })
  expect(await stub.spread('b', 9)).toEqual({ rowsWritten: 1, lastRowId: 9 })
  expect(await stub.update('c')).toEqual({ rowsWritten: 2, lastRowId: undefined })
  expect(await stub.rows()).toEqual([
    { id: 1, name: 'c' },
    { id: 9, name: 'c' },
  ])
})

test("exec returns the platform's cursor", async () => {
  const stub = database('cursor')
  await stub.insert('a')
  await stub.insert(undefined)
  expect(await stub.cursor()).toEqual({
    columnNames: ['id', 'name'],
    raw: [
      [1, 'a'],
      [2, null],
    ],
    rowsRead: 2,
    rowsWritten: 0,
  })
  expect(await stub.one()).toEqual({ n: 2 })
})

test('prepared statements work as in D1, but synchronously', async () => {
  expect(await database('prepared').prepared('x')).toEqual({
    row: { id: 1, name: 'x' },
    name: 'x',
    none: null,
    all: [{ id: 1, name: 'x' }],
  })
  await expectError(database('prepared').missingColumn(), { mentions: ["'two'", /\bone\b/] })
})

test('blobs, several statements, FTS5 and JSON work', async () => {
  expect(new Uint8Array(await database('blobs').bytes())).toEqual(new Uint8Array([1, 2, 3]))
  expect(await database('several').several()).toEqual({
    written: true,
    found: [{ body: 'hello world' }],
    json: { second: 2 },
  })
})

test.each([
  [true, ['boolean', '1 or 0']],
  [new Date(0), ['Date', 'date.getTime()']],
  [{ a: 1 }, ['object', 'JSON.stringify']],
  [2n ** 60n, ['bigint', '2^53']],
])('the binding %s is refused with its position and advice', async (value, mentions) => {
  const stub = database('refused')
  await expectError(stub.insert(value), { mentions: ['Binding 1', ...mentions] })
  expect(await stub.rows()).toEqual([])
})

test('NaN, symbols and values too large for production are refused', async () => {
  const stub = database('special')
  await expectError(stub.bindSpecial('nan'), { mentions: ['Binding 1', 'NaN', 'NULL'] })
  await expectError(stub.bindSpecial('symbol'), { mentions: ['Binding 1', 'symbol'] })
  await expectError(stub.bindSpecial('large'), {
    code: 'DURABLE_OBJECT_LIMIT',
    mentions: ['Binding 1', '2000001 bytes', '2000000'],
  })
  expect(await stub.rows()).toEqual([])
})

test('a safe bigint and undefined are bound as number and NULL', async () => {
  const stub = database('bound')
  await stub.insert(5n)
  await stub.insert(undefined)
  expect(await stub.rows()).toEqual([
    { id: 1, name: '5.0' },
    { id: 2, name: null },
  ])
})

test("an SQL error keeps the platform's message and names the statement", async () => {
  expect(await caught(database('errors').query('SELECT *\n  FROM nowhere'))).toMatchObject({
    message: expect.stringMatching(/no such table: nowhere/),
    statement: 'SELECT * FROM nowhere',
    methodName: 'query',
  })
})

test.each([
  'SELECT * FROM __cloudwerk_state',
  'DROP TABLE "__Cloudwerk_State"',
  'UPDATE [__CLOUDWERK_STATE] SET data = 1',
])('the tables of the runtime are out of reach: %s', async (query) => {
  const stub = database('reserved')
  await stub.change()
  const mentions = ['__cloudwerk_', 'this.state']
  await expectError(stub.query(query), { mentions })
  await expectError(stub.queryNative(query), { mentions })
})

test.each([
  ['ignored', undefined],
  ['first', { id: 1, name: 'a' }],
  ['in a transaction', undefined],
])('rows of RETURNING that are %s do not prevent the commit', async (way, expected) => {
  const stub = database(`returning ${way}`)
  expect(await stub.returning(way)).toEqual(expected)
  await stub.change()
  expect(await stub.rows()).toHaveLength(way === 'in a transaction' ? 9 : 3)
})

test.each([
  `INSERT INTO items AS [it's] (name) VALUES ('a'), ('b') returning id AS [it's]`,
  `REPLACE INTO items AS [it's] (name) VALUES ('a'); INSERT INTO items (name) VALUES ('b') returning id AS [it's]`,
  `REPLACE INTO items (name) VALUES ('a'), ('returning; b')`,
])('the result of %s need not be read', async (query) => {
  const stub = database(`unread ${query}`)
  await stub.leaveUnread(query)
  await stub.change()
  expect(await stub.rows()).toHaveLength(2)
})

test('a cursor of RETURNING returns its rows like any other', async () => {
  expect(await database('returning rows').returning('cursor')).toEqual({
    columnNames: ['id', 'name'],
    rowsWritten: 3,
    value: { id: 1, name: 'a' },
    raw: [2, 'b'],
    rest: [{ id: 3, name: 'c' }],
    end: { done: true },
  })
  const one = database('returning one')
  expect(await one.returningOne(`INSERT INTO items (name) VALUES ('a') RETURNING name`)).toEqual({
    name: 'a',
  })
  const two = `INSERT INTO items (name) VALUES ('b'), ('c') RETURNING name`
  expect(await messageOf(one.returningOne(two))).toMatch(/exactly one result.*but got multiple/)
})

test.each([
  `INSERT INTO items (name) VALUES ('a'), ('b') RETURNING id`,
  `WITH new(name) AS (VALUES ('a')) INSERT INTO items (name) SELECT name FROM new`,
  `INSERT INTO items (name) VALUES ('a'); SELECT 1 AS one`,
  `SELECT 1 AS [it's]; INSERT INTO items (name) VALUES ('a') RETURNING id AS [it's]`,
  'DROP TABLE items',
])('outside() cannot write with %s', async (query) => {
  const stub = database(`outside ${query}`)
  expectMentions(await stub.queryOutside(query), "'queryOutside' of Database", 'this.outside()')
  expect(await stub.rows()).toEqual([])
})

test.each([
  `SELECT 'a; b' AS one -- ; c`,
  `/* ; */ WITH some(one) AS (VALUES ('a; b')) SELECT one FROM some;`,
])('outside() can read with %s', async (query) => {
  expect(await database('reads outside').queryOutside(query)).toEqual([{ one: 'a; b' }])
})
