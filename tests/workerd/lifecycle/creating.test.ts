import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'
import { testObject } from '@cloudwerk/durable-object/testing'
import { expect, expectTypeOf, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { connect } from '../sockets/socket-client.ts'
import { runs } from './objects/creating.ts'

const made = (name: string) => objectOf('MadeByChange', name)

/** The tables and keys of an object, including those of the runtime. */
const storedBy = (stub: DurableObjectStub) =>
  runInDurableObject(stub, async (_object, { storage }) => ({
    tables: storage.sql
      .exec(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'",
      )
      .toArray()
      .map(({ name }) => name),
    keys: [...(await storage.list()).keys()],
  }))

test('exists() neither creates the object nor runs its code', async () => {
  expect(await made('asked').exists()).toBe(false)
  expect(await made('asked').exists()).toBe(false)
  expect(runs.get('asked')).toBeUndefined()
  expect(await storedBy(made('asked'))).toEqual({ tables: [], keys: [] })
})

test('exists() works on every kind of stub, and is typed', async () => {
  const { MadeByChange } = durableObjects
  const id = MadeByChange.newUniqueId()
  expect(await MadeByChange.get(id).exists()).toBe(false)
  await MadeByChange.get(id).add(1)
  expect(await MadeByChange.get(MadeByChange.idFromString(id.toString())).exists()).toBe(true)
  expect(await MadeByChange.getByName('through durableObjects').exists()).toBe(false)
  expectTypeOf(MadeByChange.get(id).exists).toEqualTypeOf<() => Promise<boolean>>()
})

test('with createOn: change, reading stores nothing, and init runs at each wake', async () => {
  expect(await made('read').read()).toBe(1)
  await made('read').readStorage()
  expect((await made('read').readAll()).list).toHaveLength(2)
  expect(await made('read').exists()).toBe(false)
  expect(await storedBy(made('read'))).toEqual({ tables: [], keys: [] })
  expect(runs.get('read')).toEqual({ init: 2, start: 1 })
  await restartObjects()
  expect(await made('read').read()).toBe(1)
  expect(runs.get('read')).toEqual({ init: 4, start: 2 })
})

test.each([
  ['put', 1],
  ['putSync', 1],
  ['createTable', 1],
  ['setAlarm', 1],
  ['addInTransaction', 2],
  ['goOutside', 2],
])(
  'with createOn: change, %s creates the object with its complete state',
  async (method, value) => {
    await made(method).read()
    await made(method)[method]()
    expect(await made(method).exists()).toBe(true)
    const state = await made(method).readAll()
    expect(state).toMatchObject({ value, tags: new Set(['a']) })
    expect(state.list).toHaveLength(2)
    const before = { ...runs.get(method) }
    expect(before.init).toBeGreaterThan(0)
    await restartObjects()
    expect(await made(method).readAll()).toEqual(state)
    expect(runs.get(method)?.init).toBe(before.init)
  },
)

test('with createOn: change, a small change stores everything that init returned', async () => {
  expect(await made('small').lengthen()).toEqual([5_000, 5_001])
  await restartObjects()
  expect(await made('small').lengthen()).toEqual([5_000, 5_002])
  expect(await made('small').add(1)).toBe(2)
  await restartObjects()
  expect(await made('small').readAll()).toMatchObject({ value: 2, tags: new Set(['a']) })
})

test('with createOn: change, a handler that fails does not create the object', async () => {
  expect(await messageOf(made('fails').addAndThrow())).toBe('thrown')
  await expectError(made('fails').add(-5), {
    code: 'DURABLE_OBJECT_STATE',
    mentions: ['schema', 'state.value'],
  })
  await made('fails').putAndRollBack()
  await testObject(made('fails')).failNextWrite()
  expect(await messageOf(made('fails').add(1))).toBe('the disk is full')
  expect(await made('fails').exists()).toBe(false)
  expect(await made('fails').read()).toBe(1)
  expect(await made('fails').add(1)).toBe(2)
  await restartObjects()
  expect(await made('fails').read()).toBe(2)
})

test('with createOn: change, keys that a failed handler has put do not create the object', async () => {
  expect(await messageOf(made('leaves').putAndThrow())).toBe('thrown')
  expect(await storedBy(made('leaves'))).toEqual({ tables: [], keys: [] })
  expect(await made('leaves').exists()).toBe(false)
})

test('after deleteAll an object does not exist until it is changed again', async () => {
  await made('deleted').add(1)
  await made('deleted').deleteAll()
  expect(await made('deleted').exists()).toBe(false)
  expect(await made('deleted').read()).toBe(1)
  expect(await made('deleted').exists()).toBe(false)
  await made('deleted').add(4)
  expect(await made('deleted').exists()).toBe(true)
})

test('a socket of an object that does not exist stays open during hibernation', async () => {
  const { socket, messages } = await connect(made('socket'))
  socket.send('read')
  await expect.poll(() => messages).toEqual(['1'])
  expect(await made('socket').exists()).toBe(false)
  expect(await storedBy(made('socket'))).toEqual({ tables: [], keys: [] })
  await evictDurableObject(made('socket'))
  socket.send('add')
  await expect.poll(() => messages).toEqual(['1', '2'])
  expect(await made('socket').exists()).toBe(true)
})

test('setting an alarm creates the object, and the alarm handler finds the state', async () => {
  await made('alarm').setAlarm()
  await restartObjects()
  expect(await testObject(made('alarm')).runAlarm()).toBe(true)
  expect(await made('alarm').read()).toBe(11)
})

test('exists() waits its turn', async () => {
  const stub = made('busy')
  const ended: string[] = []
  const holding = stub.hold(20).then(() => ended.push('held'))
  await stub.exists().then(() => ended.push('asked'))
  await holding
  expect(ended).toEqual(['held', 'asked'])
})

test('an init that writes or sets an alarm creates the object, and may return something else each time', async () => {
  for (const name of ['key', 'alarm']) {
    const key = await objectOf('MadeByInit', name).read()
    expect(await objectOf('MadeByInit', name).exists()).toBe(true)
    await restartObjects()
    expect(await objectOf('MadeByInit', name).read()).toBe(key)
  }
})

test('a start that changes something creates the object', async () => {
  expect(await objectOf('MadeByStart', 'a').read()).toBe(1)
  expect(await objectOf('MadeByStart', 'a').exists()).toBe(true)
})

test('an init that returns something else each time is refused in dev and in tests', async () => {
  const isRefused = { code: 'DURABLE_OBJECT_CONFIG', objectName: 'Unrepeatable' }
  await expectError(objectOf('Unrepeatable', 'key').read(), {
    ...isRefused,
    mentions: ['init of Unrepeatable', 'state.made.key', "createOn: 'change'"],
  })
  await expectError(objectOf('Unrepeatable', 'clock').read(), {
    ...isRefused,
    mentions: ['state.made.at[0]'],
  })
  expect(await objectOf('Unchecked', 'key').read()).toEqual(expect.any(String))
})

test('by default the first call creates the object, even if it only reads', async () => {
  expect(await objectOf('MadeByCall', 'a').exists()).toBe(false)
  const key = await objectOf('MadeByCall', 'a').read()
  expect(await objectOf('MadeByCall', 'a').exists()).toBe(true)
  await restartObjects()
  expect(await objectOf('MadeByCall', 'a').read()).toBe(key)
})

test('the legacy backend creates objects in the same way', async () => {
  const legacy = (name: string) => objectOf('LegacyMadeByChange', name)
  expect(await legacy('a').read()).toBe(1)
  expect(await messageOf(legacy('a').addAndThrow())).toBe('thrown')
  expect(await legacy('a').exists()).toBe(false)
  await legacy('a').put()
  expect(await legacy('a').exists()).toBe(true)
  expect(await legacy('a').add(1)).toBe(2)
  await restartObjects()
  expect(await legacy('a').read()).toBe(2)
})

test('exists is reserved as the name of a method, but not of a helper', () => {
  const methods = { async exists() {} }
  expect(() => defineDurableObject({ methods })).toThrow(/reserved.*'exists'/)
  expect(() => defineDurableObject({ helpers: methods })).not.toThrow()
  const createOn = 'first' as 'call'
  expect(() => defineDurableObject({ createOn })).toThrow(/'createOn'.*'first'/)
})
