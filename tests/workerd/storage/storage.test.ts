import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'
import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test, vi } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'

const storing = (name: string) => objectOf('Storing', name)
const range = (count: number) => Array.from({ length: count }, (_, index) => `key ${index}`)

test('get, put and delete take one key or many, even more than the platform takes at once', async () => {
  const stub = storing('many')
  await stub.put(Object.fromEntries(range(300).map((key, index) => [key, { index }])))
  expect(await stub.get('key 299')).toEqual({ index: 299 })
  const found = await stub.get([...range(300), 'none'])
  expect(found.size).toBe(300)
  expect(found.get('key 7')).toEqual({ index: 7 })
  expect(await stub.delete('key 0')).toBe(true)
  expect(await stub.delete(range(300))).toBe(299)
  expect(await stub.list()).toEqual([])
})

test("list follows the platform's order and options, without the keys of the runtime", async () => {
  const stub = storing('listed')
  await stub.change()
  await stub.put({ b: 1, a: 2, é: 3, z: 4, aa: 5 })
  expect(await stub.list()).toEqual(['a', 'aa', 'b', 'z', 'é'])
  expect(await stub.list({ prefix: 'a' })).toEqual(['a', 'aa'])
  expect(await stub.list({ start: 'aa', end: 'z' })).toEqual(['aa', 'b'])
  expect(await stub.list({ startAfter: 'aa', limit: 1 })).toEqual(['b'])
  expect(await stub.list({ reverse: true, limit: 2 })).toEqual(['é', 'z'])
})

test('storage.kv works synchronously and keeps types', async () => {
  expect(await storing('sync').synchronous()).toEqual({
    before: new Map([['a', 1]]),
    after: undefined,
  })
})

test.each(['kv', 'storage'])('%s refuses a key that production would refuse', async (kind) => {
  await expectError(storing('long key').putLongKey(kind), {
    code: 'DURABLE_OBJECT_LIMIT',
    mentions: ["'ééé", '2050 bytes', '2048'],
  })
})

test('a part of the state can be put as plain data', async () => {
  expect(await storing('state').putState()).toEqual([{ value: 0 }, { state: { value: 0 } }])
})

test('a failed write that is not awaited fails its handler', async () => {
  const stub = storing('unawaited')
  expect(await messageOf(stub.putUnawaited())).toMatch(/could not be cloned|DataClone/)
  expect(await stub.value()).toBe(0)
})

test('an object without an alarm handler cannot set one', async () => {
  await expectError(storing('no alarm').setAlarm(Date.now() + 1_000), {
    code: 'DURABLE_OBJECT_CONFIG',
    mentions: ['Storing', 'alarm()'],
  })
})

test.each([
  ['nan', 'invalid'],
  ['infinite', /Infinity.*1970 and 2189/],
  ['text', 'string'],
  ['negative', /-1\b.*1970 and 2189/],
  ['late', /1000000000000000.*1970 and 2189/],
])('an alarm at a time that is %s is refused', async (kind, mention) => {
  const stub = objectOf('Ringing', 'refused')
  await expectError(stub.setNoTime(kind), { mentions: ['setAlarm', mention] })
  expect(await stub.alarmAt()).toBeNull()
})

test('setAlarm takes a number or a Date, the last one wins, and the alarm can be deleted', async () => {
  const stub = objectOf('Ringing', 'set')
  const soon = Date.now() + 100_000
  await stub.setAlarm(soon)
  await stub.setAlarm(new Date(soon + 5))
  expect(await stub.alarmAt()).toBe(soon + 5)
  await stub.deleteAlarm()
  expect(await stub.alarmAt()).toBeNull()
  expect(await runDurableObjectAlarm(stub)).toBe(false)
})

test('an alarm runs, knows its retry count, and is undone if it fails', async () => {
  const stub = objectOf('Ringing', 'fails')
  await stub.setAlarm(Date.now() + 100)
  await expect
    .poll(() => stub.read().then(JSON.stringify))
    .toBe(JSON.stringify({ rung: 1, retries: [1] }))
})

test.each(['transaction', 'transactionSync'])(
  'a waiting alarm runs if the %s that replaced it is undone',
  async (kind) => {
    const stub = objectOf('Ringing', kind)
    await stub.setAlarm(Date.now() + 10)
    await stub.undoAlarm(kind)
    await expect.poll(async () => (await stub.read()).rung).toBe(1)
  },
)

test('an object knows its name when it is reached by id', async () => {
  const { Storing } = durableObjects
  await Storing.getByName('remembered').change()
  const id = Storing.idFromName('remembered').toString()
  await restartObjects()
  const stub = Storing.get(Storing.idFromString(id))
  expect(await stub.who()).toEqual({ id, name: 'remembered' })
})

test('a unique id has no name', async () => {
  const { Storing } = durableObjects
  const id = Storing.newUniqueId()
  expect(await Storing.get(id).change()).toBeUndefined()
  expect(await Storing.get(id).who()).toEqual({ id: id.toString(), name: undefined })
})

test('a stub works again after its object is reset', async () => {
  const stub = durableObjects.Storing.getByName('reset')
  await stub.change()
  for (const _ of ['once', 'and again']) {
    expect(await messageOf(stub.reset())).toMatch(/reset by the test/)
    expect(await stub.value()).toBe(1)
  }
  expect((await stub.fetch('http://object/')).status).toBe(404)
  expect(await stub.exists()).toBe(true)
})

test.each([
  ['some-id-string', /'some-id-string'.* Storing.*64 hex digits.*Storing\.\w+\(name\)/],
  ['0'.repeat(64), /'000.*' .*Storing.*not valid for this namespace/],
])('idFromString(%j) fails with advice', (id, message) => {
  expect(() => durableObjects.Storing.idFromString(id)).toThrow(message)
})

test('names and ids of the wrong type fail with advice', () => {
  const missing = undefined as unknown as string
  expect(() => durableObjects.Storing.idFromName(missing)).toThrow(
    /name of a Storing .*string.* undefined/,
  )
  expect(() => durableObjects.Storing.getByName(5 as unknown as string)).toThrow(
    /name of a Storing .*string.* 5\b/,
  )
  expect(() => durableObjects.Storing.get('x' as unknown as DurableObjectId)).toThrow(
    /Storing\.get .*'x'.*getByName\(name\)/,
  )
})

test('abort receives all of its arguments', async () => {
  const stub = storing('aborts')
  const given = await runInDurableObject(stub, async (object, state) => {
    const abort = vi.spyOn(state, 'abort').mockImplementation(() => undefined)
    // A method of the definition, not of DurableObject.
    await (object as unknown as typeof stub).reset('enough', { retryAlarm: false })
    return abort.mock.calls
  })
  expect(given).toEqual([['enough', { retryAlarm: false }]])
})

test('a name that is too long for the object to know is refused', async () => {
  const { Storing } = durableObjects
  const longest = '\u00e9'.repeat(512)
  expect(await Storing.getByName(longest).who()).toMatchObject({ name: longest })
  for (const use of [Storing.getByName, Storing.idFromName]) {
    expect(() => use(`${longest}x`)).toThrow(/name of a Storing .*1025 bytes.* 1024\b/)
  }
  // The namespace of the platform accepts the name.
  const id = (exports as unknown as Record<string, DurableObjectNamespace>).Storing.idFromName(
    'x'.repeat(1_025),
  )
  expect((await Storing.get(id).who()).name).toBeUndefined()
})
