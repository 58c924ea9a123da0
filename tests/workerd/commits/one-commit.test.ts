import { testObject } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import type { Program } from '../objects/programmed.ts'
import { sleep } from '../objects/sleep.ts'
import { perform } from '../programs.ts'

const on = (name: string): [string, string] => ['Programmed', name]

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Self = any

/** Writes the same text to the state, the keys and the tables. */
function write(self: Self, text: string): void {
  self.state.log.push(text)
  self.ctx.sql.run('CREATE TABLE IF NOT EXISTS log (text)')
  self.ctx.sql.run('INSERT INTO log VALUES (?)', text)
  void self.ctx.storage.put(text, true)
  self.ctx.storage.kv.put(`kv ${text}`, true)
}

/** Everything in the object, which must be the same in memory and, after a restart, on disk. */
async function contentsOf(object: [string, string]) {
  const read = () =>
    perform(object, async (self) => {
      const { sql, storage } = self.ctx
      const exists = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'log'").toArray().length > 0
      return {
        state: [...self.state.log],
        rows: exists
          ? sql
              .exec('SELECT text FROM log ORDER BY rowid')
              .toArray()
              .map((row: Self) => row.text)
          : [],
        keys: [...(await storage.list()).keys()],
        alarm: await storage.getAlarm(),
      }
    })
  const contents = await read()
  await restartObjects()
  expect(await read()).toEqual(contents)
  return contents
}

const all = (...texts: string[]) => ({
  state: texts,
  rows: texts,
  keys: [...texts, ...texts.map((text) => `kv ${text}`)].toSorted(),
  alarm: null,
})

const later = Date.now() + 86_400_000

const failures: [string, Program][] = [
  ['throws at once', (self) => fail(self)],
  [
    'throws after a timer',
    async (self) => {
      write(self, 'before')
      await sleep(5)
      fail(self)
    },
  ],
  [
    'throws after a call of another object',
    async (self) => {
      write(self, 'before')
      await objectOf('ProgrammedWithoutSql', 'other').read()
      fail(self)
    },
  ],
  [
    'throws after a savepoint that succeeded',
    async (self) => {
      await self.transaction(() => write(self, 'savepoint'))
      await self.ctx.storage.transaction(async () => write(self, 'transaction'))
      self.ctx.storage.transactionSync(() => write(self, 'sync'))
      fail(self)
    },
  ],
  [
    'breaks its schema',
    async (self) => {
      write(self, 'before')
      await self.ctx.storage.setAlarm(later)
      await sleep(1)
      self.state.log = 'none'
    },
  ],
  [
    'returns what cannot be sent',
    (self) => {
      write(self, 'before')
      return Symbol('none')
    },
  ],
  [
    'leaves a failure behind',
    (self) => {
      write(self, 'before')
      void self.transaction(async () => {
        await sleep(1)
        throw new Error('on purpose')
      })
    },
  ],
  [
    'breaks a foreign key that is checked at the end',
    (self) => {
      write(self, 'before')
      self.ctx.sql.run('CREATE TABLE parents (id INTEGER PRIMARY KEY)')
      self.ctx.sql.run(
        'CREATE TABLE children (parent REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)',
      )
      self.ctx.sql.run('INSERT INTO children VALUES (1)')
    },
  ],
  [
    'puts off its foreign keys and breaks one',
    async (self) => {
      write(self, 'before')
      self.ctx.sql.run('PRAGMA defer_foreign_keys = on')
      self.ctx.sql.run('CREATE TABLE parents (id INTEGER PRIMARY KEY)')
      self.ctx.sql.run('CREATE TABLE children (parent REFERENCES parents (id))')
      self.ctx.sql.run('INSERT INTO children VALUES (1)')
      await sleep(1)
    },
  ],
  [
    'has rows of RETURNING left',
    async (self) => {
      write(self, 'before')
      self.ctx.sql.exec("INSERT INTO log VALUES ('a'), ('b') RETURNING text").next()
      await sleep(1)
      fail(self)
    },
  ],
  [
    'holds the object for too long',
    async (self) => {
      write(self, 'before')
      await sleep(60_000)
    },
  ],
]

function fail(self: Self): never {
  write(self, 'at the end')
  void self.ctx.storage.setAlarm(later)
  throw new Error('on purpose')
}

test.each(failures)('a handler that %s leaves nothing', async (name, program) => {
  const object = on(name)
  await perform(object, (self) => write(self, 'kept'))
  expect(await messageOf(perform(object, program))).not.toMatch(/^no error|internal/)
  expect(await contentsOf(object)).toEqual(all('kept'))
})

test('a handler that succeeds stores everything', async () => {
  const object = on('succeeds')
  await perform(object, async (self) => {
    write(self, 'a')
    await sleep(1)
    await self.transaction(async () => {
      write(self, 'b')
      await sleep(1)
    })
    const undone = self.transaction(async () => {
      write(self, 'undone')
      await sleep(1)
      throw new Error('on purpose')
    })
    await undone.catch(() => undefined)
    write(self, 'c')
  })
  expect(await contentsOf(object)).toEqual(all('a', 'b', 'c'))
})

test.each(['outside', 'sync'])('changes before %s stay', async (way) => {
  const object = on(way)
  const failed = perform(object, async (self) => {
    write(self, 'before')
    await (way === 'outside' ? self.outside(() => sleep(5)) : self.ctx.storage.sync())
    write(self, 'after')
    throw new Error('on purpose')
  })
  expect(await messageOf(failed)).toBe('on purpose')
  expect(await contentsOf(object)).toEqual(all('before'))
})

test.each([
  'INSERT OR ROLLBACK INTO log VALUES (1)',
  'UPDATE OR /* so */ rollback log SET text = 1',
  'CREATE TABLE more (a UNIQUE ON CONFLICT ROLLBACK)',
  "CREATE TRIGGER more BEFORE INSERT ON log BEGIN SELECT RAISE(ROLLBACK, 'none'); END",
])('a statement cannot end the transaction of its handler: %s', async (statement) => {
  const object = on(statement)
  await perform(object, (self) => write(self, 'kept'))
  const call = perform(object, async (self) => {
    write(self, 'before')
    await sleep(1)
    self.ctx.sql.run(statement)
  })
  await expectError(call, { mentions: ['ROLLBACK', 'ABORT'] })
  expect(await contentsOf(object)).toEqual(all('kept'))
})

test('rollback can be used as a name in SQL', async () => {
  const sum = perform(on('names'), ({ ctx: { sql } }) => {
    sql.run('CREATE TABLE orders ("rollback" INT, [or rollback] INT)')
    sql.run(`INSERT INTO orders VALUES (1, 2), (3, 4) -- or rollback`)
    return sql.exec("SELECT sum(rollback) AS sum, 'or rollback' AS text FROM orders").one()
  })
  expect(await sum).toEqual({ sum: 4, text: 'or rollback' })
})

test('nothing can be written in a transaction after its rollback', async () => {
  const object = on('rolled back')
  await perform(object, async (self) => {
    write(self, 'before')
    await self.ctx.storage.transaction(async (txn: Self) => {
      write(self, 'undone')
      txn.rollback()
      expect(() => self.ctx.sql.run("INSERT INTO log VALUES ('later')")).toThrow(
        /transaction of 'perform' of Programmed 'rolled back' .*rolled back/,
      )
      self.state.log.push('later')
    })
    write(self, 'after')
  })
  expect(await contentsOf(object)).toEqual(all('before', 'after'))
})

test('a commit that fails leaves nothing, whatever was written', async () => {
  const programs: Program[] = [
    (self) => write(self, 'lost'),
    (self) => self.ctx.sql.run("INSERT INTO log VALUES ('lost')"),
    (self) => self.ctx.storage.put('lost', true),
    (self) => self.ctx.storage.setAlarm(later),
    async (self) => {
      self.state.log.push('lost')
      await sleep(1)
    },
  ]
  const object = on('fails at the commit')
  await perform(object, (self) => write(self, 'kept'))
  for (const program of programs) {
    const tested = testObject(objectOf(...object))
    await tested.failNextWrite('the disk is full')
    expect(await messageOf(perform(object, program))).toBe('the disk is full')
    expect(await contentsOf(object)).toEqual(all('kept'))
  }
})
