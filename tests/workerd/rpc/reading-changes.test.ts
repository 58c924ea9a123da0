import { expect, test } from 'vitest'
import { ask } from '../asking.ts'
import { messageOf } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'
import type { Program } from '../objects/programmed.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Self = any

/** References that an earlier handler left behind. */
const left: { self?: Self; log?: Self; late?: Promise<string> } = {}

const table = "CREATE TABLE IF NOT EXISTS items (id); INSERT INTO items VALUES ('a')"

async function makeObject(className: string, name: string): Promise<void> {
  await ask([className, name, 'change'], async (self) => {
    self.state.log.push('b', 'a')
    self.ctx.storage.kv.put('key', { list: [1] })
    if (className === 'AskedRows') {
      self.ctx.sql.run(table)
      self.ctx.sql.run('CREATE VIRTUAL TABLE texts USING fts5(text)')
    }
    left.self = self
    left.log = self.state.log
  })
}

/** Everything in the object, as one string. */
function allOf(className: string, name: string): Promise<string> {
  return ask([className, name, 'change'], async ({ state, ctx }) => {
    const { storage } = ctx
    const select = (query: string) => ctx.sql.exec(query).toArray()
    return JSON.stringify([
      [...state.log, ...state.at, ...state.kinds, state.day],
      [[...(await storage.list())], await storage.getAlarm()],
      className === 'AskedRows' &&
        ['items', 'texts', 'sqlite_master', 'pragma_foreign_keys'].map((name) =>
          select(`SELECT * FROM ${name}`),
        ),
    ])
  })
}

const inState: [string, Program][] = [
  ['sort()', ({ state }) => state.log.sort()],
  ['reverse()', ({ state }) => state.log.reverse()],
  ['fill()', ({ state }) => state.log.fill('x')],
  ['copyWithin()', ({ state }) => state.log.copyWithin(0, 1)],
  ['length', ({ state }) => Reflect.set(state.log, 'length', 0)],
  ['delete', ({ state }) => Reflect.deleteProperty(state, 'log')],
  ['defineProperty', ({ state }) => Object.defineProperty(state, 'more', { value: 1 })],
  ['setPrototypeOf', ({ state }) => Object.setPrototypeOf(state, null)],
  ['freeze', ({ state }) => Object.freeze(state.log)],
  ['a Map', ({ state }) => state.at.set('b', [])],
  ['what is in a Map', ({ state }) => state.at.get('a').push(2)],
  ['what a Map goes through', ({ state }) => [...state.at.values()][0].push(2)],
  ['a Set', ({ state }) => state.kinds.clear()],
  ['a Date', ({ state }) => state.day.setFullYear(2000)],
  ['a savepoint', (self) => self.transaction(() => self.state.log.push('c'))],
  ['another method', (self) => self.plain0('none') ?? self.state.log.push('c')],
  ['outside', (self) => self.outside(() => self.state.log.push('c'))],
  ['the this of an earlier handler', () => left.self.state.log.push('c')],
  ['a part that an earlier handler had', () => left.log.push('c')],
]

const inStorage: [string, Program][] = [
  ['kv', ({ ctx }) => ctx.storage.kv.delete('key')],
  ['put', ({ ctx }) => ctx.storage.put({ a: 1 })],
  ['delete', ({ ctx }) => ctx.storage.delete(['key'])],
  ['the alarm', ({ ctx }) => ctx.storage.setAlarm(Date.now() + 60_000)],
  ['no alarm', ({ ctx }) => ctx.storage.deleteAlarm()],
  ['a transaction', ({ ctx }) => ctx.storage.transaction((txn: Self) => txn.put('a', 1))],
  ['transactionSync', ({ ctx }) => ctx.storage.transactionSync(() => ctx.storage.kv.put('a', 1))],
  ['a bookmark', ({ ctx }) => ctx.storage.onNextSessionRestoreBookmark('none')],
  ['the storage of an earlier handler', () => left.self.ctx.storage.put('a', 1)],
]

test.each(['Asked', 'AskedRows', 'AskedLegacy'])('a read of %s changes nothing', async (name) => {
  await makeObject(name, 'changes')
  const before = await allOf(name, 'changes')
  for (const [what, program] of [...inState, ...inStorage]) {
    const told = await messageOf(ask([name, 'changes', 'read'], program))
    expect(told, what).not.toContain('no error')
    expect(await allOf(name, 'changes'), what).toBe(before)
  }
})

const late: [string, (self: Self) => unknown][] = [
  ['the state', (self) => self.state.log.push('late')],
  ['keys', ({ ctx }) => ctx.storage.kv.put('late', 1)],
  ['an alarm', ({ ctx }) => ctx.storage.setAlarm(Date.now() + 60_000)],
]

test.each(['Asked', 'AskedRows', 'AskedLegacy'])(
  'code that continues after a read of %s can read again, and changes nothing',
  async (className) => {
    await makeObject(className, 'late')
    const before = await allOf(className, 'late')
    const later = async (program: Program): Promise<string> => {
      const ended = Promise.withResolvers<void>()
      await ask([className, 'late', 'read'], (self) => {
        left.late = ended.promise.then(() => messageOf(self.transaction(() => program(self))))
      })
      ended.resolve()
      return left.late ?? 'not begun'
    }
    for (const [what, program] of late) {
      expectMentions(await later(program), `'read (later)' of ${className} 'late'`, 'calls.reads')
      expect(await allOf(className, 'late'), what).toBe(before)
    }
    expect(await later(({ state }) => state.log.length)).toBe('no error, but 2')
  },
)

/** Statements that write, but look as if they did not. */
const writes = [
  'PRAGMA foreign_keys = 0',
  'PRAGMA foreign_keys(0)',
  'PRAGMA /* on */ foreign_keys /* off */ (0)',
  'PRAGMA defer_foreign_keys(1)',
  'PRAGMA case_sensitive_like(1)',
  'PRAGMA optimize',
  'SELECT 1; DELETE FROM items',
  "SELECT ';'; DELETE FROM items",
  "SELECT '/*'; DELETE FROM items -- */",
  "SELECT 1 AS [a;'b]; DELETE FROM items --'",
  "SELECT 1 AS `a;'b`; DELETE FROM items --'",
  'VALUES (1); DELETE FROM items',
  'EXPLAIN SELECT 1; DELETE FROM items',
  '; DELETE FROM items',
  '-- SELECT\nDELETE FROM items',
  '/* SELECT */ DELETE FROM items',
  'DELETE FROM items RETURNING id',
  'WITH a AS (SELECT 1) DELETE FROM items',
  'WITH a AS (SELECT 1) REPLACE INTO items SELECT * FROM a',
  "WITH a AS (SELECT 1) INSERT INTO texts (texts) VALUES ('optimize')",
  "INSERT INTO texts (texts) VALUES ('rebuild')",
  'CREATE TABLE more (id)',
  'CREATE TEMP TABLE more (id)',
  'ALTER TABLE items ADD COLUMN more',
  'DROP TABLE items',
  'REINDEX',
  'ANALYZE',
]

const runs: [string, (sql: Self, query: string) => unknown][] = [
  ['exec', (sql, query) => sql.exec(query).toArray()],
  ['run', (sql, query) => sql.run(query)],
  ['prepare', (sql, query) => sql.prepare(query).all()],
]

test.each(runs)(
  'a read cannot write a row with sql.%s, whatever the statement looks like',
  async (how, run) => {
    await makeObject('AskedRows', how)
    const before = await allOf('AskedRows', how)
    for (const query of writes) {
      const program: Program = ({ ctx }) => run(ctx.sql, query)
      const told = await messageOf(ask(['AskedRows', how, 'read'], program))
      expect(told, query).toContain('calls.reads')
      expect(await allOf('AskedRows', how), query).toBe(before)
    }
  },
)

const selects = [
  'PRAGMA foreign_keys',
  'PRAGMA foreign_keys;',
  "PRAGMA table_info('items')",
  'EXPLAIN DELETE FROM items',
  "SELECT ';' AS a -- ; DELETE FROM items",
  'WITH a AS (SELECT 1 AS one) SELECT one FROM a',
  "SELECT text FROM texts WHERE texts MATCH 'none'",
  'SELECT changes(), last_insert_rowid()',
]

test('a read can run statements that do not write', async () => {
  await makeObject('AskedRows', 'selects')
  for (const query of selects) {
    const program: Program = ({ ctx }) => ctx.sql.exec(query).toArray()
    expect(await messageOf(ask(['AskedRows', 'selects', 'read'], program)), query).toContain(
      'no error',
    )
  }
})
