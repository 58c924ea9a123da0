import { expect, test, vi } from 'vitest'
import { caught, messageOf } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'
import { type Program, programs } from '../objects/programmed.ts'
import { sleep } from '../objects/sleep.ts'
import { perform } from '../programs.ts'

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

/** Checks that state and table agree, and returns the entries. Uses a timer, which must still work. */
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

test.concurrent.each(hanging)('a handler that never ends is ended: %s', async (name, program) => {
  const object = on(`hangs ${name}`)
  await perform(object, createTable)
  const call = perform(object, (self) => {
    write(self, 'gone')
    return program(self)
  })
  expect(await caught(call)).toMatchObject({ code: 'DURABLE_OBJECT_BUSY' })
  expect(await contentsOf(object)).toEqual([])
})

test.concurrent.each(['init', 'start'])('an %s that never ends is ended', async (handler) => {
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

/** Goes outside `rounds` times and writes after each, in branches of different lengths. */
function branch(self: Self, { rounds, lengths }: { rounds: number; lengths: number[] }) {
  return Promise.all(
    lengths.map(async (milliseconds) => {
      for (let round = 0; round < rounds; round++) {
        await self.outside(() => sleep(milliseconds))
        write(self, 'x')
      }
    }),
  )
}

const twenty = [...Array(20).keys()]

const beside: [string, Program, number][] = [
  [
    'branches that come back at once',
    (self) => branch(self, { rounds: 1, lengths: twenty.map(() => 5) }),
    20,
  ],
  [
    'branches that come back one after another',
    (self) => branch(self, { rounds: 1, lengths: twenty.map((at) => at * 10) }),
    20,
  ],
  [
    'branches that come and go',
    (self) => branch(self, { rounds: 5, lengths: [0, 1, 2, 3, 5, 8] }),
    30,
  ],
  [
    'several ctx.storage.sync()',
    (self) =>
      Promise.all(
        twenty.map(async () => {
          write(self, 'x')
          await self.ctx.storage.sync()
          await sleep(1)
          write(self, 'x')
        }),
      ),
    40,
  ],
  [
    'ctx.storage.sync() that it does not wait for',
    (self) => {
      void self.ctx.storage.sync()
      write(self, 'x')
    },
    1,
  ],
  [
    'ctx.storage.sync() beside a transaction',
    (self) =>
      Promise.all([
        self.transaction(async () => {
          await sleep(1)
          write(self, 'x')
        }),
        self.ctx.storage.sync(),
      ]),
    1,
  ],
  [
    'a transaction that fails while a branch comes back',
    async (self) => {
      const failing = self.transaction(async () => {
        await sleep(10)
        write(self, 'gone')
        throw new Error('on purpose')
      })
      const back = self.outside(() => sleep(1)).then(() => write(self, 'x'))
      expect(await Promise.allSettled([failing, back])).toMatchObject([
        { status: 'rejected' },
        { status: 'fulfilled' },
      ])
    },
    1,
  ],
  [
    'a transaction that a branch comes back to',
    async (self) => {
      const back = self.outside(() => sleep(1)).then(() => write(self, 'x'))
      await self.transaction(async () => {
        write(self, 'x')
        await sleep(10)
        write(self, 'x')
      })
      await back
    },
    3,
  ],
]

test.concurrent.each(beside)('%s', async (name, program, count) => {
  const object = on(name)
  await perform(object, createTable)
  await perform(object, program)
  expect(await contentsOf(object)).toHaveLength(count)
})

const deletions: [string, Program, number][] = [
  [
    'beside another',
    ({ ctx: { storage } }) => Promise.all([storage.deleteAll(), storage.deleteAll()]),
    0,
  ],
  [
    'beside ctx.storage.sync()',
    ({ ctx: { storage } }) => Promise.all([storage.deleteAll(), storage.sync()]),
    0,
  ],
  [
    'after ctx.storage.sync()',
    ({ ctx: { storage } }) => Promise.all([storage.sync(), storage.deleteAll()]),
    0,
  ],
  [
    'before a transaction',
    (self) => {
      void self.ctx.storage.deleteAll()
      return self.transaction(async () => {
        await sleep(1)
        createTable(self)
        self.state = { log: [] }
        write(self, 'x')
      })
    },
    1,
  ],
  [
    'before a transaction that waits for it',
    (self) => {
      const deleting = self.ctx.storage.deleteAll()
      return self.transaction(() => deleting)
    },
    0,
  ],
  [
    'beside a branch',
    (self) => Promise.all([self.outside(() => sleep(1)), self.ctx.storage.deleteAll()]),
    0,
  ],
]

test.concurrent.each(deletions)('deleteAll() %s', async (name, program, count) => {
  const object = on(`deleteAll ${name}`)
  await perform(object, (self) => {
    createTable(self)
    write(self, 'gone')
  })
  await perform(object, program)
  expect(await contentsOf(object)).toHaveLength(count)
})

const unfinished: [string, Program][] = [
  ['ctx.storage.sync()', (self) => self.ctx.storage.sync()],
  ['this.outside', (self) => self.outside(() => sleep(1))],
]

test.each(unfinished)(
  'a handler that throws right after it called %s leaves nothing',
  async (name, begin) => {
    const object = on(`throws before ${name}`)
    await perform(object, createTable)
    const call = perform(object, (self) => {
      write(self, 'gone')
      void begin(self)
      write(self, 'gone')
      throw new Error('on purpose')
    })
    expect(await messageOf(call)).toBe('on purpose')
    expect(await contentsOf(object)).toEqual([])
  },
)

test('in dev a handler that waits in its transaction is reported once, with what to do', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const told = () => warn.mock.calls.map(([text]) => String(text))
  for (const name of ['first', 'second']) {
    await perform(['ProgrammedInDev', name], async () => {
      await sleep(5)
      while (told().length === 0) await sleep(5)
    })
  }
  await perform(['ProgrammedInDev', 'third'], () => sleep(150))
  expect(told()).toHaveLength(1)
  expectMentions(told()[0], "'perform'", "ProgrammedInDev 'first'", '100 ms', 'await this.outside(')
  warn.mockRestore()
})

test('setTimeout can be promisified', async () => {
  // The types of the Worker have no modules of Node.
  const { promisify } = (globalThis as Self).process.getBuiltinModule('node:util')
  expect(await perform(on('promisified'), () => promisify(setTimeout)(1, 'value'))).toBe('value')
})
