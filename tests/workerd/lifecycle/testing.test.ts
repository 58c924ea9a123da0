import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectRPCError } from '@cloudwerk/durable-object'
import { testObject } from '@cloudwerk/durable-object/testing'
import { expect, expectTypeOf, test } from 'vitest'
import { connect } from '../sockets/socket-client.ts'
import { tested } from './objects/tested.ts'

const stubOf = (name: string) => durableObjects.Tested.getByName(name)
const objectOf = (name: string) => testObject(stubOf(name), tested)

test('a test can call methods and see the stored state, with types', async () => {
  const object = objectOf('seen')
  expect(await object.state()).toBeUndefined()
  expect(await object.methods.add(2)).toBe(2)
  const state = await object.state()
  expect(state?.value).toBe(2)
  expectTypeOf(object.methods.add).toEqualTypeOf<(amount: number) => Promise<number>>()
  expectTypeOf(state).toEqualTypeOf<{ value: number; rung: number; woken: number } | undefined>()
  // @ts-expect-error there is no such method
  expect(await object.methods.ad?.(2).catch((error: Error) => error.message)).toMatch(/"ad"/)
})

test('a method that throws rejects, and leaves no unhandled rejection', async () => {
  const { methods, state } = objectOf('throws')
  await expect(methods.addAndThrow()).rejects.toThrow('no further')
  await expect(methods.addAndThrow()).rejects.toBeInstanceOf(DurableObjectRPCError)
  expect(await state()).toMatchObject({ value: 0 })
})

test('commits show which handler wrote how many rows', async () => {
  const { methods, commits } = objectOf('rows')
  await methods.add(1)
  await methods.read()
  expect(await commits()).toMatchObject([{ handler: 'add', rows: 1 }])
})

test('runAlarm runs the alarm at once, or returns false if there is none', async () => {
  const { methods, runAlarm, state } = objectOf('rings')
  expect(await runAlarm()).toBe(false)
  await methods.ringLater()
  expect(await runAlarm()).toBe(true)
  expect(await state()).toMatchObject({ rung: 1 })
})

test('an evicted object wakes with its state, and its sockets stay open', async () => {
  const object = objectOf('evicted')
  const { socket, messages } = await connect(stubOf('evicted'))
  await object.methods.add(3)
  await expect(object.methods.addAndThrow()).rejects.toThrow()
  const wakes = await object.methods.wakes()
  await object.evict()
  expect(await object.methods.read()).toBe(3)
  expect(await object.methods.wakes()).toBe(wakes + 1)
  socket.send('still there')
  await expect.poll(() => messages).toEqual(['still there'])
})

test('a restarted object wakes with its state, even after a failed call', async () => {
  const object = objectOf('restarted')
  const { closed } = await connect(stubOf('restarted'))
  await object.methods.add(4)
  await expect(object.methods.addAndThrow()).rejects.toThrow()
  const wakes = await object.methods.wakes()
  await object.restart()
  await closed
  expect(await object.methods.read()).toBe(4)
  expect(await object.methods.wakes()).toBe(wakes + 1)
  expect(await object.state()).toMatchObject({ value: 4 })
})

test('the state is seen and a write can fail right after a restart', async () => {
  const object = objectOf('restarted first')
  await object.methods.add(4)
  await object.restart()
  expect(await object.state()).toMatchObject({ value: 4 })
  await object.restart()
  await object.failNextWrite()
  await expect(object.methods.add(1)).rejects.toThrow('the disk is full')
})

test('a failed write undoes the handler, and the next one works', async () => {
  const { methods, state, failNextWrite } = objectOf('full')
  await methods.add(1)
  await failNextWrite()
  expect(await methods.read()).toBe(1)
  await expect(methods.add(10)).rejects.toThrow('the disk is full')
  expect(await state()).toMatchObject({ value: 1 })
  expect(await methods.add(10)).toBe(11)
})

test('a failed first write leaves a new object', async () => {
  const { methods, state, failNextWrite } = objectOf('full at first')
  await failNextWrite('no space')
  await expect(methods.add(1)).rejects.toThrow('no space')
  expect(await state()).toBeUndefined()
  expect(await methods.add(1)).toBe(1)
})

test('a class without the inspect option cannot be inspected', async () => {
  const { state, failNextWrite } = testObject(durableObjects.Basics.getByName('closed to tests'))
  await expect(state()).rejects.toThrow(/inspect/)
  await expect(failNextWrite()).rejects.toThrow(/inspect/)
})

test('without a definition methods are called untyped', async () => {
  const { methods } = testObject(stubOf('open'))
  expect(await methods.add(5)).toBe(5)
})
