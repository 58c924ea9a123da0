import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'

const keyValue = (name: string) => objectOf('KeyValue', name)

test('handlers take turns, and all kinds of changes are stored', async () => {
  const labels = ['a', 'b', 'c']
  await Promise.all(labels.map((label) => keyValue('turns').stay(label)))
  await keyValue('turns').changeEverything()
  const state = await keyValue('turns').read()
  expect(state.byName).toEqual(new Map([['a', { deep: [1, 2] }]]))
  expect(state.list).toEqual(['y', 'x', 'c out', 'c in', 'b out', 'b in', 'a out', 'a in'])
  await restartObjects()
  expect(await keyValue('turns').read()).toEqual(state)
})

test('a handler that throws leaves the state as it was', async () => {
  const before = await keyValue('throws').read()
  expect(await messageOf(keyValue('throws').changeAndThrow())).toBe('undone')
  expect(await keyValue('throws').read()).toEqual(before)
  await restartObjects()
  expect(await keyValue('throws').read()).toEqual(before)
  expect(await keyValue('throws').get('undone')).toBeUndefined()
})

test('an init that fails stores nothing', async () => {
  expect(await messageOf(keyValue('fails once').read())).toBe('init failed')
  await restartObjects()
  expect((await keyValue('fails once').read()).list).toEqual([])
  expect(await keyValue('fails once').keys()).toEqual(['init'])
})

test.each([
  ['commit', true, ['before', 'within'], ['by storage', 'by txn', 'init']],
  ['throw', 'no', ['before'], ['init']],
  ['rollback', undefined, ['before'], ['init']],
])(
  'a transaction that ends with %s covers ctx.storage and the state',
  async (outcome, result, list, keys) => {
    expect(await keyValue(outcome).transact(outcome)).toBe(result)
    expect((await keyValue(outcome).read()).list).toEqual(list)
    expect(await keyValue(outcome).keys()).toEqual(keys)
    await restartObjects()
    expect((await keyValue(outcome).read()).list).toEqual(list)
  },
)

test('a nested transaction is undone alone', async () => {
  await keyValue('nested').nestedTransaction()
  expect(await keyValue('nested').keys()).toEqual(['init', 'outer'])
})

test('the keys of the state are hidden, and cannot be used', async () => {
  const stub = keyValue('reserved')
  await stub.fill(200_000)
  await stub.put('_a', 1)
  await stub.put('z', 1)
  expect(await stub.keys()).toEqual(['_a', 'init', 'z'])
  expect(await stub.keys({ limit: 2 })).toEqual(['_a', 'init'])
  expect(await stub.keys({ limit: 2, reverse: true })).toEqual(['z', 'init'])
  for (const [call, key] of [
    [stub.put('__cloudwerk_x', 1), "'__cloudwerk_x'"],
    [stub.get('__cloudwerk_state:1'), "'__cloudwerk_state:1'"],
  ] as const)
    await expectError(call, { mentions: [key, 'reserved'] })
})

test('large values are split into parts that fit the backend, and can shrink again', async () => {
  const stub = keyValue('parts')
  await stub.fill(250_000)
  await stub.fillBytes(300_000)
  await restartObjects()
  expect(await keyValue('parts').sizes()).toEqual([250_000, 300_000])
  await keyValue('parts').fill(70_000)
  await keyValue('parts').fillBytes(10)
  await restartObjects()
  expect(await keyValue('parts').sizes()).toEqual([70_000, 10])
})

test('a state of over 1 MB is refused, and nothing of it is stored', async () => {
  const stub = keyValue('too large')
  await stub.fill(10)
  await expectError(stub.fill(1_000_001), {
    code: 'DURABLE_OBJECT_LIMIT',
    objectName: 'KeyValue',
    mentions: ['state', 'sqlite: false', 'ctx.storage'],
  })
  expect((await stub.sizes())[0]).toBe(10)
  await stub.fill(20)
  await restartObjects()
  expect((await keyValue('too large').sizes())[0]).toBe(20)
})

test('values, keys and counts that production refuses are refused here', async () => {
  const stub = keyValue('limits')
  await stub.put('fits', 'x'.repeat(131_000))
  const code = 'DURABLE_OBJECT_LIMIT'
  await expectError(stub.put('large', 'x'.repeat(131_073)), {
    code,
    mentions: ["'large'", '131072 bytes'],
  })
  const nested = { a: ['x'.repeat(140_000)] }
  await expectError(stub.put('nested', nested), { code, mentions: ["'nested'", '131072 bytes'] })
  await expectError(stub.put('k'.repeat(2_049), 1), {
    code,
    mentions: ["'kkk", '2049 bytes', '2048'],
  })
  await stub.putMany(300)
  expect(await stub.keys({ prefix: 'k', limit: 500 })).toHaveLength(300)
  expect(await stub.get('large')).toBeUndefined()
})

test('after deleteAll the object is new', async () => {
  await keyValue('deleted').changeEverything()
  await keyValue('deleted').fill(100_000)
  await keyValue('deleted').deleteAll()
  expect((await keyValue('deleted').read()).list).toEqual([])
  await restartObjects()
  expect((await keyValue('deleted').sizes())[0]).toBe(0)
})

test('a state that is assigned after deleteAll belongs to the new object', async () => {
  await keyValue('renewed').fill(100_000)
  await keyValue('renewed').renew(['new'], false)
  expect((await keyValue('renewed').read()).list).toEqual(['new'])
  await restartObjects()
  expect((await keyValue('renewed').read()).list).toEqual(['new'])
  expect(await messageOf(keyValue('renewed').renew(['newer'], true))).toBe('undone')
  expect((await keyValue('renewed').read()).list).toEqual([])
  expect(await keyValue('renewed').keys()).toEqual(['init'])
})
