import { expect, test } from 'vitest'
import { messageOf } from '../calls.ts'
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
  self.ctx.storage.kv.put(text, true)
}

/** The same, and a state that the schema refuses. */
function writeRefused(self: Self): void {
  write(self, 'refused')
  self.state.log = 'none'
}

const contentsOf = (object: [string, string]) =>
  perform(object, async (self) => ({
    state: [...self.state.log],
    rows: self.ctx.sql
      .exec('SELECT text FROM log ORDER BY rowid')
      .toArray()
      .map((row: Self) => row.text),
    keys: [...(await self.ctx.storage.list()).keys()],
  }))

const programs: [string, Program][] = [
  [
    'right after a savepoint was begun that is undone',
    async (self) => {
      const undone = self.transaction(async () => {
        await sleep(1)
        throw new Error('undone')
      })
      write(self, 'beside')
      await undone.catch(() => undefined)
    },
  ],
  [
    'right after a storage transaction was begun that is rolled back',
    async (self) => {
      const undone = self.ctx.storage.transaction(async (txn: DurableObjectTransaction) => {
        await sleep(1)
        txn.rollback()
      })
      write(self, 'beside')
      await undone
    },
  ],
  [
    'while a savepoint is undone',
    async (self) => {
      let writing: Promise<void> | undefined
      const undone = self.transaction(async () => {
        await sleep(1)
        writing = passMicrotasks(20).then(() => write(self, 'beside'))
        throw new Error('undone')
      })
      await undone.catch(() => undefined)
      await writing
    },
  ],
  [
    'while outside commits, and is refused',
    async (self) => {
      const leaving = self.outside(() => sleep(5))
      writeRefused(self)
      await leaving
    },
  ],
  [
    'while sync commits, and is refused',
    async (self) => {
      const syncing = self.ctx.storage.sync()
      writeRefused(self)
      await syncing
    },
  ],
  [
    'by a branch that is back when another leaves, and is refused',
    async (self) => {
      const leaveTwice = async (): Promise<void> => {
        await self.outside(() => sleep(1))
        await self.outside(() => sleep(20))
      }
      const leaveAndWrite = async (): Promise<void> => {
        await self.outside(() => sleep(1))
        writeRefused(self)
      }
      await Promise.all([leaveTwice(), leaveAndWrite()])
    },
  ],
]

async function passMicrotasks(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await undefined
}

test.each(programs)('state, rows and keys agree on a write %s', async (name, program) => {
  const object = on(name)
  await perform(object, (self) => write(self, 'kept'))
  const isRefused = name.endsWith('and is refused')
  expect(await messageOf(perform(object, program))).toMatch(isRefused ? 'schema' : 'no error')
  const texts = isRefused ? ['kept'] : ['kept', 'beside']
  const { state, rows, keys } = await contentsOf(object)
  expect({ state, rows, keys }).toEqual({ state: texts, rows: texts, keys: texts.toSorted() })
})
