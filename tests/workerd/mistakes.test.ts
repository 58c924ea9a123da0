import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectError, DurableObjectRPCError } from '@cloudwerk/durable-object'
import { expect, test } from 'vitest'
import { caught, messageOf, objectOf } from './calls.ts'
import { mistakes } from './objects/mistakes.ts'

const object = (name: string) => objectOf('Mistakes', name)
const guarded = (name: string) =>
  durableObjects.Mistakes?.getByName(name) as never as ReturnType<typeof objectOf>

test.each(Object.entries(mistakes))(
  '%s is an error that says what to do, and changes nothing',
  async (kind, [, message]) => {
    const error = await caught(object(kind).attempt(kind))
    expect(error.message).toMatch(message)
    expect(error).toBeInstanceOf(DurableObjectError)
    expect(error.objectName).toBe('Mistakes')
    if (error instanceof DurableObjectRPCError) expect(error.methodName).toBe('attempt')
    expect(await object(kind).value()).toBe(0)
  },
)

test('what the platform can send arrives', async () => {
  const stub = object('sent')
  const much = await stub.giveMuch()
  expect(much).toMatchObject({ map: new Map([[1, new Set(['a'])]]), date: new Date(0), big: 1n })
  expect(much.items[499]).toEqual({ index: 499 })
  expect(much.error).toBeInstanceOf(TypeError)
  expect(await (await stub.giveFunction()).twice(4)).toBe(8)
  const response = await stub.giveResponse()
  expect([response.headers.get('a'), await response.text()]).toEqual(['b', 'body'])
})

test('a fetch handler that gives no Response changes nothing', async () => {
  const stub = object('fetched')
  expect(await messageOf(stub.fetch('http://object/'))).toMatch(/type string, not a Response\.$/)
  expect(await stub.value()).toBe(0)
})

test.each([
  ['a class instance', new (class Point {})()],
  ['a URL within', { to: new URL('http://x') }],
  ['a symbol', Symbol('s')],
  ['a promise', Promise.resolve(1)],
])('%s as argument is refused with advice, once', async (_title, value) => {
  const { message } = await caught(guarded('arguments').give(value))
  expect(message.split('Pass and return plain data only')).toHaveLength(2)
})

test.each(['incremnt', 'helper', 'init'])('calling %s says what can be called', async (name) => {
  const call = object('reach')[name]()
  for (const message of [await messageOf(call), await messageOf(call)]) {
    expect(message).toMatch(
      /does not implement "\w+"\. Callers reach the `methods` of a definition, /,
    )
    expect(message.split('Callers')).toHaveLength(2)
  }
})

test('a path in place of a URL is told', async () => {
  expect(await messageOf(guarded('path').fetch('/path'))).toBe(
    "Invalid URL: /path. A stub's fetch takes a complete URL: 'http://object/path'.",
  )
})

test('a method that was taken off its stub says so', async () => {
  const { value } = guarded('lost')
  expect(() => value()).toThrow("'value' must be called on its stub: stub.value().")
})

test("an object's error shows the line that called it", async () => {
  const error = await caught(object('stack').attempt('a thrown object'))
  expect(error.stack).toContain('mistakes.test.ts')
  expect(error.stack).not.toContain('receive-error')
  expect(Object.keys(error)).not.toContain('stack')
})
