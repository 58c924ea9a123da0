import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { env, withEnv } from 'cloudflare:workers'
import { durableObjects, type OpenNamespace } from '@cloudwerk/core/bindings'
import { DurableObjectNotFoundError } from '@cloudwerk/durable-object'
import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'

const { Basics: basics, Legacy: legacy } = durableObjects as Record<
  'Basics' | 'Legacy',
  OpenNamespace
>

test('a method changes the state and returns its result', async () => {
  const stub = basics.getByName('counts')
  expect(await stub.increment(5)).toBe(5)
  expect(await stub.increment()).toBe(6)
})

test('init runs once when the first 50 calls arrive together', async () => {
  const stub = basics.getByName('50 at once')
  const results = await Promise.all(Array.from({ length: 50 }, () => stub.increment()))
  expect(results.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  expect(await stub.read()).toEqual({ value: 50, initialised: 1 })
})

test('the state survives an eviction, and init does not run again', async () => {
  const stub = basics.getByName('evicted')
  await stub.increment(3)
  await evictDurableObject(stub)
  expect(await basics.getByName('evicted').read()).toEqual({ value: 3, initialised: 1 })
})

test('an init that throws stores nothing, and the next call runs it again', async () => {
  const stub = basics.getByName('fails once')
  expect(await messageOf(stub.read())).toBe('init failed')
  expect(await stub.stored('left over')).toBeUndefined()
  expect(await stub.read()).toEqual({ value: 0, initialised: 1 })
})

test('handlers take turns across await', async () => {
  const stub = basics.getByName('turns')
  await Promise.all(Array.from({ length: 10 }, () => stub.incrementSlowly()))
  expect((await stub.read()).value).toBe(10)
})

test('a method that throws leaves the state as it was', async () => {
  const stub = basics.getByName('throws')
  await stub.increment(1)
  expect(await messageOf(stub.incrementAndThrow())).toMatch('no further')
  expect((await stub.read()).value).toBe(1)
  expect(await stub.increment()).toBe(2)
})

test('methods call each other and helpers through this', async () => {
  const stub = basics.getByName('this')
  expect(await stub.incrementTwice()).toBe(2)
  expect(await stub.viaHelper()).toBe(4)
})

test('the whole state can be replaced', async () => {
  const stub = basics.getByName('replaced')
  await stub.replace(12)
  await evictDurableObject(stub)
  expect((await basics.getByName('replaced').read()).value).toBe(12)
})

test('an object knows its id and name', async () => {
  const id = basics.idFromName('who')
  expect(await basics.get(id).identity()).toEqual({ id: id.toString(), name: 'who' })
})

test('only declared methods are reachable', async () => {
  const stub = basics.getByName('closed')
  for (const name of ['double', 'state', 'init', 'host', 'run', 'helpers', 'handlers']) {
    expect(await messageOf(stub[name]()), name).toMatch(/does not implement|not a function/)
  }
})

test('objects reach other objects at any depth', async () => {
  expect(await basics.getByName('first').incrementChain(['second', 'third'])).toBe(1)
  expect((await basics.getByName('third').read()).value).toBe(1)
})

test('an alarm reaches other objects and changes the state', async () => {
  const stub = basics.getByName('alarmed')
  await stub.armAlarm('rung')
  expect(await runDurableObjectAlarm(stub)).toBe(true)
  expect((await basics.getByName('rung').read()).value).toBe(7)
  expect((await stub.read()).value).toBe(-1)
})

test('ctx.sql of an object without sqlite fails with an error that says how to enable it', async () => {
  await expectError(basics.getByName('no sql').sqlIsOff(), {
    code: 'DURABLE_OBJECT_CONFIG',
    mentions: ['Basics', 'ctx.sql', 'sqlite: true'],
  })
})

test('a fetch handler answers on the legacy key-value backend', async () => {
  const stub = legacy.getByName('fetched')
  await stub.fetch('http://object/add', { method: 'POST', body: '{"amount":4}' })
  const response = await stub.fetch('http://object/now')
  expect(await response.json()).toEqual({ pathname: '/now', value: 4 })
})

test('an object without a fetch handler answers 404 and says why', async () => {
  const response = await basics.getByName('no fetch').fetch('http://object/x')
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({
    error: {
      code: 'NO_FETCH_HANDLER',
      message: expect.stringMatching(/Basics.* fetch\(request\)/),
    },
  })
})

test('durableObjects lists the objects, and suggests the nearest name for an unknown one', async () => {
  expect(Object.keys(durableObjects).sort()).toEqual(expect.arrayContaining(['Basics', 'Legacy']))
  expect('Basics' in durableObjects).toBe(true)
  expect('Nope' in durableObjects).toBe(false)
  expect(() => durableObjects.Basix).toThrow(DurableObjectNotFoundError)
  expect(() => durableObjects.basics).toThrow(/'basics'.* Basics, .*Did you mean 'Basics'/)
  expect(() => durableObjects.Zzzzzzzz).toThrow(/'Zzzzzzzz'.* Basics, (?!.*Did you mean)/)
  expect(await messageOf(basics.getByName('x').unknownObject())).toMatch(/Did you mean 'Basics'/)
})

test('a location hint is passed on, also to the stub that replaces one after a reset', async () => {
  const given: unknown[] = []
  const native = (env as unknown as Record<string, DurableObjectNamespace>).STORING
  const namespace = {
    getByName(name: string, options: unknown) {
      given.push(options)
      return native.getByName(name)
    },
    get(id: DurableObjectId, options: unknown) {
      given.push(options)
      return native.get(id)
    },
  }
  const options = { locationHint: 'weur' } as const
  await withEnv({ STORING: namespace }, async () => {
    const stub = durableObjects.Storing.getByName('near', options)
    await stub.value()
    expect(given).toEqual([options])
    await messageOf(stub.reset())
    await stub.value()
    await stub.value()
  })
  expect(given).toEqual([options, options])
})

test('a method that a subclass replaces is the one that callers reach', async () => {
  expect(await durableObjects.Subclassed.getByName('a').increment(2)).toBe(102)
  expect(await objectOf('Subclassed', 'a').increment(1)).toBe(203)
})
