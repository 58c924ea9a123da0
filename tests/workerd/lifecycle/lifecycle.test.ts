import { expect, test } from 'vitest'
import { caught, messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError, expectMentions } from '../expect-error.ts'
import { gateOf } from '../objects/gate.ts'

test.each([
  ['throws', 'init failed'],
  ['un-awaited', 'failed soon'],
  ['un-awaited storage', /could not be cloned/],
  ['unstorable', /state\.ok/],
  ['delete', /deleteAll\(\).*'init' of FirstInitFails 'delete'/],
  ['outside', /this\.outside\(\).*'init' of FirstInitFails 'outside'/],
])(
  'an init that fails stores nothing, and the next call runs it again: %s',
  async (name, message) => {
    expect(await messageOf(objectOf('FirstInitFails', name).leftovers())).toMatch(message)
    const nothing = { ok: true, tables: [], keys: [], alarm: null }
    expect(await objectOf('FirstInitFails', name).leftovers()).toEqual(nothing)
  },
)

test('writes that init does not await belong to it', async () => {
  expect(await objectOf('InitUnawaited', 'x').read()).toEqual([true, true, true])
})

test('start runs at each wake, with the state loaded, and can change the state', async () => {
  expect((await objectOf('Starting', 'wakes').read()).starts).toBe(1)
  expect((await objectOf('Starting', 'wakes').read()).starts).toBe(1)
  await restartObjects()
  expect((await objectOf('Starting', 'wakes').read()).starts).toBe(2)
})

test('a start that fails rejects the call, and the next call runs it again', async () => {
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
  'an object stores its first change after an undone %s that has sent a message',
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
    expectMentions(
      message,
      "Deleting 'parts'",
      "'deleteAndChangeParts'",
      'deleteAll',
      'this.state =',
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
])(
  'a state that is assigned after deleteAll belongs to the new object: %s',
  async (how, expected) => {
    const stub = objectOf('Deleting', how)
    await stub.fill()
    await stub.renew(how)
    expect(await stub.read()).toEqual(expected)
    await restartObjects()
    expect(await objectOf('Deleting', how).read()).toEqual(expected)
  },
)

test.each([
  ['and throws', 'after it'],
  ['and changes the old', /Deleting 'and changes the old'.* deleted/],
])(
  'a handler that assigns a new state after deleteAll %s leaves a new object',
  async (how, message) => {
    const stub = objectOf('Deleting', how)
    await stub.fill()
    expect(await messageOf(stub.renew(how))).toMatch(message)
    expect(await stub.read()).toEqual(fresh)
  },
)

test('a handler cannot replace the state of an object that was created again by another call', async () => {
  const stub = objectOf('Deleting', 'created again')
  await stub.fill()
  const renewing = caught(stub.renewAfterOthers())
  await gateOf(stub.id).reached()
  expect(await stub.read()).toEqual(fresh)
  gateOf(stub.id).open()
  expectMentions(
    (await renewing).message,
    "Deleting 'created again'",
    "'renewAfterOthers'",
    'deleted',
  )
  expect(await stub.read()).toEqual(fresh)
})

test('a handler that throws after deleteAll leaves a new object', async () => {
  const stub = objectOf('Deleting', 'throws')
  await stub.fill()
  expect(await messageOf(stub.deleteAndThrow())).toBe('after it')
  expect(await stub.read()).toEqual(fresh)
})

test.each(['transaction', 'savepoint'])('deleteAll throws inside a %s', async (kind) => {
  const stub = objectOf('Deleting', kind)
  await stub.fill()
  await expectError(stub.deleteWithin(kind), {
    mentions: ['deleteAll()', 'transaction', `'deleteWithin' of Deleting '${kind}'`],
  })
  expect(await stub.read()).toMatchObject({ value: 5, inits: 1, rows: 1, keys: ['key'] })
})

test('a handler that was outside during deleteAll fails, and writes nothing', async () => {
  const stub = objectOf('Deleting', 'outside')
  await stub.fill()
  const away = caught(stub.changeAfterOutside())
  const stubborn = caught(stub.changeOldPartAfterOutside())
  await stub.deleteAll()
  const { message } = await away
  expectMentions(message, "Deleting 'outside'", "'changeAfterOutside'", 'deleted', 'this.outside()')
  expectMentions((await stubborn).message, "Deleting 'outside'", 'deleted', 'this.state =')
  expect(await stub.read()).toEqual(fresh)
})
