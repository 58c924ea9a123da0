import { expect, test } from 'vitest'
import { messageOf, objectOf } from './calls.ts'
import { sleep } from './objects/sleep.ts'

const ending = (name: string) => objectOf('Ending', name)

test('a handler ends when the calls and writes that it did not await have settled', async () => {
  await ending('calls').endsWithItsCalls()
  expect((await ending('calls').read()).value).toBe(1)
})

test.each([
  ['unawaitedFailure', 'failed later'],
  ['chainedFailure', 'failed later'],
  ['failureWithFinally', 'failed later'],
  ['unawaitedStorageFailure', /could not be cloned/],
])('%s fails the handler and undoes its changes', async (method, message) => {
  expect(await messageOf(ending(method)[method]())).toMatch(message)
  expect((await ending(method).read()).value).toBe(0)
})

test('a failure that someone waits for in time does not fail the handler', async () => {
  expect(await ending('caught').caughtLater()).toBe('failed later')
})

test('a handler that throws is undone after its other calls have ended', async () => {
  expect(await messageOf(ending('goes on').failsWhileItsCallsGoOn())).toBe('first')
  expect((await ending('goes on').read()).value).toBe(0)
})

test('after its end a handler can read but not write, and is told what to do', async () => {
  await ending('late').leaveTimers()
  await ending('late').set(5)
  await sleep(50)
  const told = await ending('late').told()
  const refused = told.slice(0, 9)
  expect(refused).toHaveLength(9)
  for (const message of refused) {
    expect(message).toMatch(/'leaveTimers' of Ending 'late' has ended.*this\.transaction/)
  }
  expect(told.slice(9)).toEqual(['no error: 5 0 0', 'no error: 1', 'no error: undefined'])
  expect(await ending('late').read()).toEqual({ value: 5, list: [] })
})

test('this.transaction after the end is a handler of its own', async () => {
  await ending('late transactions').leaveTransactions()
  await sleep(10)
  await ending('late transactions').read()
  await sleep(50)
  expect(await ending('late transactions').read()).toEqual({ value: 111, list: [1] })
  expect((await ending('late transactions').told()).sort()).toEqual([
    'no error: 1',
    'no error: 1',
    'no error: 1',
    'undone',
  ])
})

test('only the code within a late transaction can write', async () => {
  await ending('two pieces').leaveTwoPieces()
  await sleep(60)
  expect(await ending('two pieces').told()).toEqual([expect.stringMatching(/has ended/)])
  expect((await ending('two pieces').read()).value).toBe(0)
})

test('results are plain copies, also inside fresh objects, arrays and Maps', async () => {
  const result = await ending('results').resultInFreshThings()
  expect(result).toEqual({
    list: [[1]],
    map: new Map([['part', { n: 1 }]]),
    whole: { value: 0, list: [1], byName: new Map([['a', { n: 1 }]]) },
  })
})

test('a result shows the state as the handler left it', async () => {
  expect(await ending('result later').resultBeforeLaterChanges()).toEqual({ list: [2] })
  expect(await ending('result undone').resultOfUndoneChange()).toEqual([[]])
})
