import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'
import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test, vi } from 'vitest'
import { caught, messageOf, objectOf, restartObjects } from './calls.ts'

const storing = (name: string) => objectOf('Storing', name)
const range = (count: number) => Array.from({ length: count }, (_, index) => `key ${index}`)

test('get, put and delete take one and many, more than the platform takes at once', async () => {
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

test("list follows the platform's order and options, with nothing of ours in it", async () => {
  const stub = storing('listed')
  await stub.change()
  await stub.put({ b: 1, a: 2, é: 3, z: 4, aa: 5 })
  expect(await stub.list()).toEqual(['a', 'aa', 'b', 'z', 'é'])
  expect(await stub.list({ prefix: 'a' })).toEqual(['a', 'aa'])
  expect(await stub.list({ start: 'aa', end: 'z' })).toEqual(['aa', 'b'])
  expect(await stub.list({ startAfter: 'aa', limit: 1 })).toEqual(['b'])
  expect(await stub.list({ reverse: true, limit: 2 })).toEqual(['é', 'z'])
})

test('storage.kv works at once and keeps types', async () => {
  expect(await storing('sync').synchronous()).toEqual({
    before: new Map([['a', 1]]),
    after: undefined,
  })
})

test.each(['kv', 'storage'])('%s refuses a key that production would not take', async (kind) => {
  const error = await caught(storing('long key').putLongKey(kind))
  expect(error).toMatchObject({ code: 'DURABLE_OBJECT_LIMIT' })
  expect(error.message).toMatch(/has 2050 bytes/)
})

test('a part of the state is stored as plain data', async () => {
  expect(await storing('state').putState()).toEqual([{ value: 0 }, { state: { value: 0 } }])
})

test('an un-awaited write that fails fails its handler', async () => {
  const stub = storing('unawaited')
  expect(await messageOf(stub.putUnawaited())).toMatch(/could not be cloned|DataClone/)
  expect(await stub.value()).toBe(0)
})

test('an object without an alarm handler cannot set one', async () => {
  const error = await caught(storing('no alarm').setAlarm(Date.now() + 1_000))
  expect(error.message).toMatch(/Storing has no alarm handler.*Add alarm\(\)/)
  expect(error.code).toBe('DURABLE_OBJECT_CONFIG')
})

test.each([
  ['nan', /invalid time/],
  ['infinite', /not between 1970 and 2189/],
  ['text', /takes a time, not a value of type string/],
  ['negative', /-1, which is not between/],
  ['late', /not between 1970 and 2189/],
])('an alarm at a time that is %s is refused', async (kind, message) => {
  const stub = objectOf('Ringing', 'refused')
  expect(await messageOf(stub.setNoTime(kind))).toMatch(message)
  expect(await stub.alarmAt()).toBeNull()
})

test('an alarm takes a number or a Date, the last one wins, and it can be deleted', async () => {
  const stub = objectOf('Ringing', 'set')
  const soon = Date.now() + 100_000
  await stub.setAlarm(soon)
  await stub.setAlarm(new Date(soon + 5))
  expect(await stub.alarmAt()).toBe(soon + 5)
  await stub.deleteAlarm()
  expect(await stub.alarmAt()).toBeNull()
  expect(await runDurableObjectAlarm(stub)).toBe(false)
})

test('an alarm rings, knows of its retries, and a failed one is undone', async () => {
  const stub = objectOf('Ringing', 'fails')
  await stub.setAlarm(Date.now() + 100)
  await expect
    .poll(() => stub.read().then(JSON.stringify))
    .toBe(JSON.stringify({ rung: 1, retries: [1] }))
})

test.each(['transaction', 'transactionSync'])(
  'an alarm that waits for its turn rings when a %s that replaced it was undone',
  async (kind) => {
    const stub = objectOf('Ringing', kind)
    await stub.setAlarm(Date.now() + 10)
    await stub.undoAlarm(kind)
    await expect.poll(async () => (await stub.read()).rung).toBe(1)
  },
)

test('the name is kept where the platform forgets it', async () => {
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

test('a stub works again after its object was reset', async () => {
  const stub = durableObjects.Storing.getByName('reset')
  await stub.change()
  expect(await messageOf(stub.reset())).toMatch(/reset by the test/)
  expect(await stub.value()).toBe(1)
})

test.each([
  ['some-id-string', /'some-id-string' is not a Storing id: .*64 hex digits.*getByName\(name\)/],
  ['0'.repeat(64), /is not a Storing id: .*not valid for this namespace/],
])('idFromString(%j) is answered by a sentence', (id, message) => {
  expect(() => durableObjects.Storing.idFromString(id)).toThrow(message)
})

test('names and ids of the wrong type are answered by a sentence', () => {
  const missing = undefined as unknown as string
  expect(() => durableObjects.Storing.idFromName(missing)).toThrow(
    /name of a Storing must be a string, not undefined/,
  )
  expect(() => durableObjects.Storing.getByName(5 as unknown as string)).toThrow(/not 5/)
  expect(() => durableObjects.Storing.get('x' as unknown as DurableObjectId)).toThrow(
    /takes an id, not 'x'. Use getByName/,
  )
})

test('abort is given all of its arguments', async () => {
  const stub = storing('aborts')
  const given = await runInDurableObject(stub, async (object, state) => {
    const abort = vi.spyOn(state, 'abort').mockImplementation(() => undefined)
    // A method of the definition.
    await (object as unknown as typeof stub).reset('enough', { retryAlarm: false })
    return abort.mock.calls
  })
  expect(given).toEqual([['enough', { retryAlarm: false }]])
})

test('a name that its object would not know is refused', async () => {
  const { Storing } = durableObjects
  const longest = '\u00e9'.repeat(512)
  expect(await Storing.getByName(longest).who()).toMatchObject({ name: longest })
  for (const use of [Storing.getByName, Storing.idFromName]) {
    expect(() => use(`${longest}x`)).toThrow(/The name of a Storing has 1025 bytes/)
  }
  // What would make it known to the platform all the same.
  const id = (exports as unknown as Record<string, DurableObjectNamespace>).Storing.idFromName(
    'x'.repeat(1_025),
  )
  expect((await Storing.get(id).who()).name).toBeUndefined()
})
