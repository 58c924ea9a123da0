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

test.each(['deleteAndGoOn', 'deleteUnawaited'])(
  'after %s the handler sees the old state and the next one finds a new object',
  async (method) => {
    const stub = objectOf('Deleting', method)
    await stub.fill()
    expect(await stub[method]()).toBe(5)
    const keys = method === 'deleteAndGoOn' ? ['after'] : []
    expect(await stub.read()).toEqual({ ...fresh, keys })
    await restartObjects()
    expect(await objectOf('Deleting', method).read()).toEqual({ ...fresh, keys })
  },
)

test('after deleteAll a part of the old state cannot be changed', async () => {
  const stub = objectOf('Deleting', 'parts')
  await stub.fill()
  const told = await stub.deleteAndChangeParts()
  expect(told).toHaveLength(4)
  for (const message of told) {
    expect(message).toMatch(
      /^Deleting 'parts' was deleted by its handler .*Assign the complete state.*this\.state = \{ … \}/,
    )
  }
  expect(await stub.read()).toEqual(fresh)
})

const renewed = { value: 12, inits: -1, rows: 0, keys: ['after'], alarm: null }

test.each([
  ['awaited', renewed],
  ['un-awaited', renewed],
  ['in a transaction', renewed],
  ['and outside', renewed],
  ['twice', { ...renewed, value: 20, keys: [] }],
  ['and deletes again', fresh],
  ['in a savepoint that fails', fresh],
])('a whole state that is set after deleteAll is the new object’s: %s', async (how, expected) => {
  const stub = objectOf('Deleting', how)
  await stub.fill()
  await stub.renew(how)
  expect(await stub.read()).toEqual(expected)
  await restartObjects()
  expect(await objectOf('Deleting', how).read()).toEqual(expected)
})

test.each([
  ['and throws', 'after it'],
  ['and changes the old', /^Deleting 'and changes the old' was deleted by its handler/],
])('a handler that sets a new state %s leaves a new object', async (how, message) => {
  const stub = objectOf('Deleting', how)
  await stub.fill()
  expect(await messageOf(stub.renew(how))).toMatch(message)
  expect(await stub.read()).toEqual(fresh)
})

test('the state of an object that others have made anew is not replaced', async () => {
  const stub = objectOf('Deleting', 'anew')
  await stub.fill()
  const renewing = messageOf(stub.renewAfterOthers())
  await sleep(5)
  expect(await stub.read()).toEqual(fresh)
  expect(await renewing).toMatch(/^Deleting 'anew' was deleted while .* may be a new object by now/)
  expect(await stub.read()).toEqual(fresh)
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
  const stubborn = messageOf(stub.changeOldPartAfterOutside())
  await sleep(5)
  await stub.deleteAll()
  expect(await away).toMatch(/was deleted while 'changeAfterOutside' was in this\.outside/)
  expect(await stubborn).toMatch(/^Deleting 'outside' was deleted by its handler/)
  expect(await stub.read()).toEqual(fresh)
})
