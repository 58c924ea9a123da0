import { durableObjects } from '@cloudwerk/core/bindings'
import {
  DurableObjectError,
  DurableObjectRPCError,
  DurableObjectStateError,
} from '@cloudwerk/durable-object'
import { expect, test } from 'vitest'
import { caught } from '../calls.ts'

const failing = (name = 'one') => durableObjects.Failing.getByName(name)

test('a thrown error arrives as a DurableObjectRPCError with the method and the object', async () => {
  const error = await caught(failing().range())
  expect(error).toBeInstanceOf(DurableObjectRPCError)
  expect(error).toBeInstanceOf(DurableObjectError)
  expect(error).toMatchObject({
    code: 'DURABLE_OBJECT_RPC',
    message: 'too far',
    methodName: 'range',
    objectName: 'Failing',
    objectId: failing().id.toString(),
  })
  expect(error.remoteStack).toMatch(/RangeError: too far[\s\S]*objects\/errors\.ts/)
  expect(Object.keys(error)).not.toContain('__cloudwerk_error')
})

test('an error arrives with the fields, name and cause of the thrown one', async () => {
  const error = await caught(failing().payment())
  expect(error).toBeInstanceOf(DurableObjectRPCError)
  expect(error).toMatchObject({
    name: 'PaymentError',
    message: 'declined',
    status: 402,
    details: { due: new Date(0), items: ['a'] },
    methodName: 'payment',
  })
  expect(error.cause).toBeInstanceOf(TypeError)
  expect(error.cause.message).toBe('card')
})

test('fields that cannot be sent are left out, and the others arrive', async () => {
  const error = await caught(failing().uncloneable())
  expect(error).toMatchObject({ message: 'kept', status: 5, methodName: 'uncloneable' })
  expect(error.callback).toBeUndefined()
})

test('the errors of an AggregateError arrive with the fields that can be sent', async () => {
  const error = await caught(failing().several())
  expect(error).toMatchObject({ message: 'both', methodName: 'several' })
  expect(error.errors).toMatchObject([{ message: 'first', at: 1 }, { message: 'second' }, 'third'])
  expect(error.errors[0]).toBeInstanceOf(RangeError)
  expect(error.errors[1]).toBeInstanceOf(TypeError)
})

test('non-enumerable fields arrive, and a field that cannot be read does not affect the others', async () => {
  const error = await caught(failing().hidden())
  expect(error).toMatchObject({ message: 'hidden fields', status: 402, methodName: 'hidden' })
  expect(error.broken).toBeUndefined()
})

test('a cause with a field that cannot be sent arrives without that field', async () => {
  const { cause } = await caught(failing().causes())
  expect(cause).toMatchObject({ message: 'middle', cause: { message: 'root', code: 'ROOT' } })
  expect(cause.cause).toBeInstanceOf(TypeError)
  expect(cause.cause.cause).toBeUndefined()
})

test.each([
  ['just text', 'just text'],
  [undefined, 'undefined'],
  [null, 'null'],
  [{ status: 7 }, '{"status":7}'],
])('a thrown %j arrives as an error', async (value, message) => {
  const error = await caught(failing().thrown(value))
  expect(error).toBeInstanceOf(DurableObjectRPCError)
  expect(error.message).toBe(message)
  expect(error.cause).toEqual(value)
})

test.each(['unspeakable', 'poisoned'])(
  'something %s that is thrown arrives as an error, and the next call runs',
  async (method) => {
    expect(await caught(failing('odd')[method]())).toBeInstanceOf(Error)
    expect(await caught(failing('odd').sync())).toMatchObject({ message: 'at once' })
  },
)

test('an error thrown by a method that is not async arrives in the same way', async () => {
  expect(await caught(failing().sync())).toMatchObject({ message: 'at once', methodName: 'sync' })
})

test('errors of the runtime keep their class and fields', async () => {
  const error = await caught(failing().unstorable())
  expect(error).toBeInstanceOf(DurableObjectStateError)
  expect(error).toMatchObject({
    name: 'DurableObjectStateError',
    code: 'DURABLE_OBJECT_STATE',
    path: 'state.list[0].go',
    objectName: 'Failing',
  })
})

test('an error that passes several objects names the innermost method', async () => {
  const error = await caught(failing('outer').throughAnother('inner'))
  expect(error).toBeInstanceOf(DurableObjectRPCError)
  expect(error).toMatchObject({
    methodName: 'range',
    objectId: failing('inner').id.toString(),
    message: 'too far',
  })
})

test('instanceof holds in another object', async () => {
  expect(await failing('outer').describesAnother('inner')).toEqual({
    isRpcError: true,
    methodName: 'payment',
  })
})

test('then, catch, finally and pipelining work as before', async () => {
  const events: string[] = []
  const message = await failing()
    .range()
    .catch((error: Error) => error.message)
    .finally(() => events.push('finally'))
  expect([message, events]).toEqual(['too far', ['finally']])
  expect(
    await failing()
      .range()
      .then(undefined, (error: Error) => error.constructor.name),
  ).toBe('DurableObjectRPCError')
  const [settled] = await Promise.allSettled([failing().range()])
  expect(settled).toMatchObject({ status: 'rejected', reason: { methodName: 'range' } })
  const pipelined: unknown = failing().fine()
  expect(await (pipelined as { nested: { value: Promise<number> } }).nested.value).toBe(3)
})
