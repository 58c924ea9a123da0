import { expect, test } from 'vitest'
import { ask, everywhere, readEverywhere, writeEverywhere } from '../asking.ts'
import { messageOf, restartObjects } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'
import type { Program } from '../objects/programmed.ts'
import { sleep } from '../objects/sleep.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Self = any

const counts = { plain: 0, async: 0 }

/** A method that the runtime has seen end when it returned, twice. */
async function knownMethod(
  kind: 'plain' | 'async',
  name: string,
): Promise<[string, string, string]> {
  const method: [string, string, string] = ['AskedRows', name, `${kind}${counts[kind]++}`]
  for (const text of ['a', 'b']) await ask(method, (self) => writeEverywhere(self, text))
  return method
}

async function contentsOf(name: string) {
  const contents = await readEverywhere(name)
  await restartObjects()
  expect(await readEverywhere(name)).toEqual(contents)
  return contents
}

const circular: unknown[] = []
circular.push(circular)

const kinds = ['plain', 'async'] as const

/** `storedBy` lists the kinds of methods whose writes are stored; the others fail. */
type Row = [
  what: string,
  give: (self: Self) => unknown,
  storedBy: readonly (typeof kinds)[number][],
]

/** What a handler returns after it has written. */
const answers: Row[] = [
  ['the state', ({ state }) => state, kinds],
  ['a part of it', ({ state }) => ({ log: state.log, again: state.log }), kinds],
  [
    'data of each kind',
    () => [new Map([[1n, new Set([null])]]), new Date(0), Object('boxed')],
    kinds,
  ],
  ['many items', () => Array.from({ length: 10_000 }, (_, index) => index), kinds],
  ['text of over 32 MiB', () => 'x'.repeat(33 * 2 ** 20), []],
  ['texts of over 32 MiB', () => Array.from({ length: 34 }, () => 'x'.repeat(2 ** 20)), []],
  ['itself', () => circular, ['plain']],
  ['a function', () => () => 1, ['plain']],
  ['bytes', () => new Uint8Array(3), ['plain']],
  ['an error', () => new Error('given'), ['plain']],
  ['no date', () => new Date(Number.NaN), ['plain']],
  [
    'a getter',
    () => ({
      get one() {
        return 1
      },
    }),
    ['plain'],
  ],
  [
    'a getter that throws',
    () => ({
      get one() {
        throw new Error('on purpose')
      },
    }),
    [],
  ],
  ['a symbol', () => ({ in: [Symbol('on purpose')] }), []],
  ['an iterator', () => [1].values(), []],
  ['its this', (self) => self, []],
  ['its context', ({ ctx }) => ctx, []],
  ['a cursor', ({ ctx }) => ctx.sql.exec('SELECT 1'), []],
]

/** What a handler starts and does not await. */
const unawaited: Row[] = [
  ['outside', (self) => void self.outside(() => sleep(1)), []],
  ['sync()', ({ ctx }) => void ctx.storage.sync(), []],
  ['a savepoint', (self) => void self.transaction(() => undefined), []],
  ['another method', (self) => void self.change('none'), []],
  ['a key', ({ ctx }) => void ctx.storage.get('none'), kinds],
  ['deleteAll()', ({ ctx }) => void ctx.storage.deleteAll(), []],
  ['RETURNING', ({ ctx }) => void ctx.sql.exec('UPDATE log SET text = text RETURNING text'), kinds],
  ['a SELECT', ({ ctx }) => void ctx.sql.exec('SELECT text FROM log').next(), kinds],
  [
    'what it throws',
    ({ ctx }) => {
      ctx.sql.exec('SELECT text FROM log').next()
      throw undefined
    },
    [],
  ],
]

test.each(
  kinds.flatMap((kind) =>
    [...answers, ...unawaited].map(
      ([what, give, storedBy]) => [kind, what, give, storedBy.includes(kind)] as const,
    ),
  ),
)(
  'a handler (%s) that returns or leaves %s is stored and answered, or neither',
  async (kind, what, give, isStored) => {
    const name = `${kind} ${what}`
    const method = await knownMethod(kind, name)
    const program: Program = (self) => {
      writeEverywhere(self, 'c')
      return give(self)
    }
    const isAnswered = await ask(method, program).then(
      () => true,
      () => false,
    )
    expect(isAnswered).toBe(isStored)
    expect(await contentsOf(name)).toEqual(
      isStored ? everywhere('a', 'b', 'c') : everywhere('a', 'b'),
    )
  },
)

test.each(kinds)(
  'a handler (%s) that continues unseen gets an error where it writes',
  async (kind) => {
    const method = await knownMethod(kind, `${kind} goes on`)
    const goOn: Program = (self) => {
      void self.change('none')
      void Promise.resolve().then(() => messageOf(told(self)))
    }
    const later = Promise.withResolvers<string>()
    const told = async (self: Self) => {
      try {
        self.ctx.sql.run("INSERT INTO log VALUES ('late')")
        later.resolve('written')
      } catch (error) {
        later.resolve((error as Error).message)
      }
    }
    await ask(method, goOn)
    expectMentions(await later.promise, `'${method[2]}' of AskedRows`, 'ctx.sql', 'async and await')
    expect((await contentsOf(method[1])).rows).toEqual(['a', 'b'])
  },
)
