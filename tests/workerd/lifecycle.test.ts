import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from './calls.ts'
import { sleep } from './objects/sleep.ts'

test.each([
  ['throws', 'init failed'],
  ['un-awaited', 'failed soon'],
  ['un-awaited storage', /could not be cloned/],
  ['unstorable', /state\.ok/],
  ['delete', /deleteAll\(\) cannot be undone/],
  ['outside', /cannot be used inside a transaction, init or start/],
])(
  'an init that fails keeps nothing (%s), and the next call tries again',
  async (name, message) => {
    expect(await messageOf(objectOf('FirstInitFails', name).leftovers())).toMatch(message)
    const nothing = { ok: true, tables: [], keys: [], alarm: null }
    expect(await objectOf('FirstInitFails', name).leftovers()).toEqual(nothing)
  },
)

test('what init did not await belongs to it', async () => {
  expect(await objectOf('InitUnawaited', 'x').read()).toEqual([true, true, true])
})

test('start runs on each wake with the state loaded, and may change it', async () => {
  expect((await objectOf('Starting', 'wakes').read()).starts).toBe(1)
  expect((await objectOf('Starting', 'wakes').read()).starts).toBe(1)
  await restartObjects()
  expect((await objectOf('Starting', 'wakes').read()).starts).toBe(2)
})

test('a start that fails gives the caller its error, and the next call tries again', async () => {
  expect((await objectOf('Starting', 'fails').read()).starts).toBe(1)
  await restartObjects()
  expect(await messageOf(objectOf('Starting', 'fails').read())).toBe('start failed')
  expect((await objectOf('Starting', 'fails').read()).starts).toBe(2)
})

test('without init the state is {} and nothing is stored until it changes', async () => {
  const stub = objectOf('WithoutInit', 'x')
  expect(await stub.read()).toEqual({ state: {}, missing: undefined })
  expect(await stub.tables()).toBe(0)
  await stub.set()
  expect(await stub.tables()).toBe(1)
  await restartObjects()
  expect(await objectOf('WithoutInit', 'x').read()).toEqual({ state: { x: 1 }, missing: 1 })
})

test.each(['transaction', 'rollback', 'transactionSync'])(
  'an object stores its first change after a %s that sent something was undone',
  async (kind) => {
    await objectOf('WithoutInit', kind).setAfterUndone(kind)
    await restartObjects()
    expect(await objectOf('WithoutInit', kind).read()).toEqual({ state: { x: 1 }, missing: 1 })
  },
)

const fresh = { value: 0, inits: 2, rows: 0, keys: [] as string[], alarm: null }

test.each([
  ['deleteAndGoOn', 6],
  ['deleteUnawaited', 100],
])('after %s the handler goes on and the next one finds a new object', async (method, value) => {
  const stub = objectOf('Deleting', method)
  await stub.fill()
  expect(await stub[method]()).toBe(value)
  const keys = method === 'deleteAndGoOn' ? ['after'] : []
  expect(await stub.read()).toEqual({ ...fresh, keys })
  await restartObjects()
  expect(await objectOf('Deleting', method).read()).toEqual({ ...fresh, keys })
})

test('a throw after deleteAll still leaves a new object', async () => {
  const stub = objectOf('Deleting', 'throws')
  await stub.fill()
  expect(await messageOf(stub.deleteAndThrow())).toBe('after it')
  expect(await stub.read()).toEqual(fresh)
})

test.each(['transaction', 'savepoint'])('deleteAll throws inside a %s', async (kind) => {
  const stub = objectOf('Deleting', kind)
  await stub.fill()
  expect(await messageOf(stub.deleteWithin(kind))).toMatch(/deleteAll\(\) cannot be undone/)
  expect(await stub.read()).toMatchObject({ value: 5, inits: 1, rows: 1, keys: ['key'] })
})

test('a handler that was outside during deleteAll is told, and writes nothing', async () => {
  const stub = objectOf('Deleting', 'outside')
  await stub.fill()
  const away = messageOf(stub.changeAfterOutside())
  const stubborn = stub.changeOldPartAfterOutside()
  await sleep(5)
  await stub.deleteAll()
  expect(await away).toMatch(/was deleted while 'changeAfterOutside' was in this\.outside/)
  await stubborn
  expect(await stub.read()).toEqual(fresh)
})
