import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from './calls.ts'
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
  ['refused', /does not fit its schema at state\.refused/],
  ['symbol', /The result cannot be sent.*a symbol/],
  ['instance', /The result cannot be sent.*result\.found\[0\] is an instance of Unsent/],
]

const methods = ['plain', 'withoutAwait', 'withAwait']

test.each(
  methods.flatMap((method) => failures.map(([end, message]) => [method, end, message] as const)),
)('%s, which has always been over so far, leaves nothing with %s', async (method, end, message) => {
  const name = `${method} ${end}`
  await ways(name)[method]('a', 'value')
  await ways(name)[method]('b', 'object')
  const told = await messageOf(ways(name)[method]('failed', end))
  // What a promise holds is not always known before its commit.
  if (!/call it again/.test(told)) expect(told).toMatch(message)
  expect(await messageOf(ways(name)[method]('failed', end))).toMatch(message)
  await ways(name)[method]('c', 'value')
  expect(await contentsOf(name)).toEqual(everywhere('a', 'b', 'c'))
})

test.each(failures)(
  'one that has only read so far leaves nothing with %s',
  async (end, message) => {
    const name = `read so far ${end}`
    await ways(name).readsAtFirst('none', 'value')
    await messageOf(ways(name).readsAtFirst('failed', end))
    expect(await messageOf(ways(name).readsAtFirst('failed', end))).toMatch(message)
    expect(await contentsOf(name)).toEqual(everywhere())
  },
)

test.each(methods)('%s gives data of any kind each time', async (method) => {
  const given = { at: new Date(0), "it's": new Map([['a', [1, -0, 5n, null]]]) }
  for (let n = 0; n < 3; n++) {
    expect(await ways('data')[method](`${method} ${n}`, 'value')).toBe('value')
    expect(await ways('data')[method](`${method} ${n} again`, 'object')).toEqual(given)
  }
})

test('the state can be what it gives', async () => {
  for (let n = 1; n < 4; n++) expect((await ways('state').insertsMany(5)).log).toHaveLength(5 * n)
  const { rows } = await contentsOf('state')
  expect(rows).toHaveLength(15)
})

test('an answer that cannot be looked at beforehand fails once, and nothing of it stays', async () => {
  const stub = ways('stream')
  await stub.streamsLater('a', 'value')
  expect(await messageOf(stub.streamsLater('failed', 'stream'))).toMatch(
    /^'streamsLater' of Ways 'stream' writes with ctx\.sql and gives an answer of another kind than before.*call it again/,
  )
  expect(await new Response(await stub.streamsLater('b', 'stream')).text()).toBe('text')
  expect(await contentsOf('stream')).toEqual(everywhere('a', 'b'))
})

test.each(['waitsAfterIt', 'waitsBeforeIt', 'goesOutside', 'syncs'])(
  'a write of one that for the first time %s leaves nothing, and says what to do',
  async (method) => {
    const stub = ways(method)
    expect(await stub[method]('a', false)).toBe('a')
    expect(await stub[method]('b', false)).toBe('b')
    expect(await messageOf(stub[method]('failed', true))).toMatch(
      /^'.*' of Ways '.*' writes with ctx\.sql and waits for something.*Write async and await/,
    )
    // From here on it is known to wait.
    expect(await stub[method]('c', true)).toBe('later')
    expect(await contentsOf(method)).toEqual(everywhere('a', 'b', 'c'))
  },
)

test('one that waits for the first time and writes nothing works', async () => {
  const stub = ways('waits')
  for (const isSlow of [false, false, true, true, false])
    expect(await stub.waitsAndReads(isSlow)).toBe(isSlow ? 'later' : 'at once')
})

test.each(['putsSometimes', 'deletesSometimes'])(
  'an operation that nothing waits for is no reason to wait: %s',
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

test('and its failure fails the handler', async () => {
  const stub = ways('puts wrong')
  await stub.putsWrongSometimes('a', false)
  await stub.putsWrongSometimes('b', false)
  expect(await messageOf(stub.putsWrongSometimes('failed', true))).not.toMatch(/^no error/)
  expect(await contentsOf('puts wrong')).toEqual(everywhere('a', 'b'))
})

test('one that failed since it waits for the first time broadcasts nothing later', async () => {
  const stub = ways('broadcasts later')
  await stub.broadcastsLater('a', false)
  await stub.broadcastsLater('b', false)
  expect(await messageOf(stub.broadcastsLater('failed', true))).toMatch(/waits for something/)
  await expect.poll(() => lateBroadcasts).toEqual(['refused'])
})
