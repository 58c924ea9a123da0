import { expect, test } from 'vitest'
import { caught } from './calls.ts'
import { type Program, programs } from './objects/programmed.ts'
import { sleep } from './objects/sleep.ts'
import { perform } from './programs.ts'

const on = (name: string): [string, string] => ['Programmed', name]

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Self = any

function write(self: Self, text: string): void {
  self.state.log.push(text)
  self.ctx.sql.run('INSERT INTO log VALUES (?)', text)
}

function createTable(self: Self): void {
  self.ctx.sql.run('CREATE TABLE IF NOT EXISTS log (text)')
}

/** What state and table have in common, with a timer within, which nothing may keep from going off. */
async function contentsOf(object: [string, string]): Promise<string[]> {
  return perform(object, async (self) => {
    createTable(self)
    await sleep(1)
    const rows = self.ctx.sql.exec('SELECT text FROM log').toArray()
    expect(rows.map(({ text }: Self) => text)).toEqual([...self.state.log])
    return [...self.state.log]
  })
}

const never = () => new Promise<never>(() => undefined)

const hanging: [string, Program][] = [
  ['at once', never],
  [
    'after many turns of the loop',
    async () => {
      for (let round = 0; round < 100; round++) await sleep(0)
      await never()
    },
  ],
  ['in a transaction', (self) => self.transaction(never)],
  ['in ctx.storage.transaction', (self) => self.ctx.storage.transaction(never)],
  ['in a transaction within one', (self) => self.transaction(() => self.transaction(never))],
  [
    'beside a transaction that does so as well',
    (self) => {
      void self.transaction(never)
      return never()
    },
  ],
  [
    'in a transaction before another',
    (self) => Promise.all([self.transaction(never), self.transaction(() => write(self, 'gone'))]),
  ],
  [
    'in a transaction that it does not wait for',
    (self) => Promise.race([self.transaction(never), sleep(1)]),
  ],
  [
    'in a transaction whose failure it catches',
    (self) => self.transaction(never).catch(() => 'caught'),
  ],
]

test.concurrent.each(hanging)(
  'a handler that waits for ever %s is ended',
  async (name, program) => {
    const object = on(`hangs ${name}`)
    await perform(object, createTable)
    const call = perform(object, (self) => {
      write(self, 'gone')
      return program(self)
    })
    expect(await caught(call)).toMatchObject({ code: 'DURABLE_OBJECT_BUSY' })
    expect(await contentsOf(object)).toEqual([])
  },
)

test.concurrent.each(['init', 'start'])('%s that waits for ever is ended', async (handler) => {
  const object = on(`${handler} hangs`)
  const key = `${handler} ${object[1]}`
  programs.set(key, (self) => {
    programs.delete(key)
    return self.transaction(never)
  })
  const call = perform(object, () => undefined)
  expect(await caught(call)).toMatchObject({ code: 'DURABLE_OBJECT_BUSY' })
  expect(await contentsOf(object)).toEqual([])
})
