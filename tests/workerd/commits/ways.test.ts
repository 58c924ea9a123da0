import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { type End, lateBroadcasts } from './objects/ways.ts'

const ways = (name: string) => objectOf('Ways', name)

async function contentsOf(name: string) {
  const contents = await ways(name).contents()
  await restartObjects()
  expect(await ways(name).contents()).toEqual(contents)
  return contents
}

const everywhere = (...texts: string[]) => ({ state: texts, keys: texts, rows: texts })

const failures: [End, RegExp][] = [
  ['throw', /^on purpose$/],
  ['refused', /schema at state\.refused/],
  ['symbol', /\bresult is .*symbol/],
  ['instance', /\bresult\.found\[0\] .*\bUnsent\b/],
]

const methods = ['plain', 'withoutAwait', 'withAwait']

test.each(
  methods.flatMap((method) => failures.map(([end, message]) => [method, end, message] as const)),
)(
  '%s, which has always ended at once, leaves nothing when it ends with %s',
  async (method, end, message) => {
    const name = `${method} ${end}`
    await ways(name)[method]('a', 'value')
    await ways(name)[method]('b', 'object')
    const told = await messageOf(ways(name)[method]('failed', end))
    // What a promise holds is not always known before the commit, except that it has failed.
    if (end === 'throw' || !/call it again/.test(told)) expect(told).toMatch(message)
    expect(await messageOf(ways(name)[method]('failed', end))).toMatch(message)
    await ways(name)[method]('c', 'value')
    expect(await contentsOf(name)).toEqual(everywhere('a', 'b', 'c'))
  },
)

test.each(failures)(
  'a handler that has only read so far leaves nothing when it ends with %s',
  async (end, message) => {
    const name = `read so far ${end}`
    await ways(name).readsAtFirst('none', 'value')
    await messageOf(ways(name).readsAtFirst('failed', end))
    expect(await messageOf(ways(name).readsAtFirst('failed', end))).toMatch(message)
    expect(await contentsOf(name)).toEqual(everywhere())
  },
)

test.each(methods)('%s can return data of any kind', async (method) => {
  const given = { at: new Date(0), "it's": new Map([['a', [1, -0, 5n, null]]]) }
  for (let n = 0; n < 3; n++) {
    expect(await ways('data')[method](`${method} ${n}`, 'value')).toBe('value')
    expect(await ways('data')[method](`${method} ${n} again`, 'object')).toEqual(given)
  }
})

test('a handler can return the state', async () => {
  for (let n = 1; n < 4; n++) expect((await ways('state').insertsMany(5)).log).toHaveLength(5 * n)
  const { rows } = await contentsOf('state')
  expect(rows).toHaveLength(15)
})

test('a first result that cannot be checked before the commit fails once, and leaves nothing', async () => {
  const stub = ways('stream')
  await stub.streamsLater('a', 'value')
  await expectError(stub.streamsLater('failed', 'stream'), {
    mentions: ["'streamsLater' of Ways 'stream'", 'ctx.sql', 'call it again'],
  })
  expect(await new Response(await stub.streamsLater('b', 'stream')).text()).toBe('text')
  expect(await contentsOf('stream')).toEqual(everywhere('a', 'b'))
})

test.each(['waitsAfterIt', 'waitsBeforeIt', 'goesOutside', 'syncs'])(
  'a handler that writes and for the first time %s leaves nothing, and the error says what to do',
  async (method) => {
    const stub = ways(method)
    expect(await stub[method]('a', false)).toBe('a')
    expect(await stub[method]('b', false)).toBe('b')
    await expectError(stub[method]('failed', true), {
      mentions: [`'${method}' of Ways '${method}'`, 'ctx.sql', 'async and await'],
    })
    // From here on the runtime knows that it waits.
    expect(await stub[method]('c', true)).toBe('later')
    expect(await contentsOf(method)).toEqual(everywhere('a', 'b', 'c'))
  },
)

test('a handler that waits for the first time and does not write works', async () => {
  const stub = ways('waits')
  for (const isSlow of [false, false, true, true, false])
    expect(await stub.waitsAndReads(isSlow)).toBe(isSlow ? 'later' : 'at once')
})

test.each(['putsSometimes', 'deletesSometimes'])(
  'an operation that is not awaited does not count as waiting: %s',
  async (method) => {
    const stub = ways(method)
    for (const [text, isSometimes] of [
      ['a', false],
      ['b', false],
      ['c', true],
    ] as const)
      await stub[method](text, isSometimes)
    expect((await contentsOf(method)).state).toEqual(['a', 'b', 'c'])
  },
)

test('a failed operation that is not awaited fails the handler', async () => {
  const stub = ways('puts wrong')
  await stub.putsWrongSometimes('a', false)
  await stub.putsWrongSometimes('b', false)
  expect(await messageOf(stub.putsWrongSometimes('failed', true))).not.toMatch(/^no error/)
  expect(await contentsOf('puts wrong')).toEqual(everywhere('a', 'b'))
})

test('a handler that failed because it waited for the first time cannot broadcast later', async () => {
  const stub = ways('broadcasts later')
  await stub.broadcastsLater('a', false)
  await stub.broadcastsLater('b', false)
  await expectError(stub.broadcastsLater('failed', true), { mentions: ['async and await'] })
  await expect.poll(() => lateBroadcasts).toEqual(['refused'])
})
