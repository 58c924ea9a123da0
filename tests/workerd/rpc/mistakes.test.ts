import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectError, DurableObjectRPCError } from '@cloudwerk/durable-object'
import { expect, test } from 'vitest'
import { caught, messageOf, objectOf } from '../calls.ts'
import { expectError, expectMentions } from '../expect-error.ts'
import { mistakes } from './objects/mistakes.ts'

const object = (name: string) => objectOf('Mistakes', name)
const guarded = (name: string) =>
  durableObjects.Mistakes?.getByName(name) as never as ReturnType<typeof objectOf>

test.each(Object.entries(mistakes))(
  '%s is an error that says what to do, and changes nothing',
  async (kind, [, ...mentions]) => {
    const error = await caught(object(kind).attempt(kind))
    expectMentions(error.message, ...mentions)
    expect(error).toBeInstanceOf(DurableObjectError)
    expect(error.objectName).toBe('Mistakes')
    if (error instanceof DurableObjectRPCError) expect(error.methodName).toBe('attempt')
    expect(await object(kind).value()).toBe(0)
  },
)

test('values that the platform can send arrive', async () => {
  const stub = object('sent')
  const much = await stub.giveMuch()
  expect(much).toMatchObject({ map: new Map([[1, new Set(['a'])]]), date: new Date(0), big: 1n })
  expect(much.items[499]).toEqual({ index: 499 })
  expect(much.error).toBeInstanceOf(TypeError)
  expect(await (await stub.giveFunction()).twice(4)).toBe(8)
  const response = await stub.giveResponse()
  expect([response.headers.get('a'), await response.text()]).toEqual(['b', 'body'])
})

test('a fetch handler that does not return a Response changes nothing', async () => {
  const stub = object('fetched')
  await expectError(stub.fetch('http://object/'), {
    mentions: ["'fetch' of Mistakes 'fetched'", 'string', 'Response'],
  })
  expect(await stub.value()).toBe(0)
})

test.each([
  ['a class instance', new (class Point {})()],
  ['a URL within', { to: new URL('http://x') }],
  ['a symbol', Symbol('s')],
  ['a promise', Promise.resolve(1)],
])('%s as an argument is refused, with advice that appears once', async (_title, value) => {
  const { message } = await caught(guarded('arguments').give(value))
  expect(message.split('plain data')).toHaveLength(2)
})

test.each(['incremnt', 'helper', 'init'])(
  'calling %s fails with an error that says what can be called',
  async (name) => {
    const call = object('reach')[name]()
    for (const message of [await messageOf(call), await messageOf(call)]) {
      expectMentions(message, `"${name}"`, '`methods`')
      expect(message.split('`methods`')).toHaveLength(2)
    }
  },
)

test('fetch with a path instead of a URL fails with an error that shows a URL', async () => {
  await expectError(guarded('path').fetch('/path'), {
    mentions: ['Invalid URL: /path', "'http://object/path'"],
  })
})

test('a method that was taken off its stub fails with an error that says so', async () => {
  const { value } = guarded('lost')
  expect(() => value()).toThrow(/'value'.* stub\.value\(\)/)
})

test('the stack of an error shows the line of the call', async () => {
  const error = await caught(object('stack').attempt('a thrown object'))
  expect(error.stack).toContain('mistakes.test.ts')
  expect(error.stack).not.toContain('receive-error')
  expect(Object.keys(error)).not.toContain('stack')
})
