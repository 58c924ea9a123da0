import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'
import { gateOf } from '../objects/gate.ts'

const ending = (name: string) => objectOf('Ending', name)

test('a handler ends once the calls and writes that it did not await have settled', async () => {
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

test('a failure that is caught in time does not fail the handler', async () => {
  expect(await ending('caught').caughtLater()).toBe('failed later')
})

test('a handler that throws is undone after its other calls have ended', async () => {
  expect(await messageOf(ending('goes on').failsWhileItsCallsGoOn())).toBe('first')
  expect((await ending('goes on').read()).value).toBe(0)
})

test('after a handler has ended, its code can read but not write, and the error says what to do', async () => {
  await ending('late').leaveTimers()
  await ending('late').set(5)
  gateOf(ending('late').id).open()
  await expect.poll(() => ending('late').told()).toHaveLength(12)
  const told = await ending('late').told()
  const refused = told.slice(0, 9)
  expect(refused).toHaveLength(9)
  for (const message of refused) {
    expectMentions(message, "'leaveTimers' of Ending 'late'", 'ended', 'this.transaction(')
  }
  expect(told.slice(9)).toEqual(['no error: 5 0 0', 'no error: 1', 'no error: undefined'])
  expect(await ending('late').read()).toEqual({ value: 5, list: [] })
})

test('this.transaction after the end of a handler runs in a turn of its own', async () => {
  await ending('late transactions').leaveTransactions()
  const expected = { value: 111, list: [1] }
  await expect.poll(() => ending('late transactions').read()).toEqual(expected)
  await expect.poll(() => ending('late transactions').told()).toHaveLength(4)
  expect(await ending('late transactions').read()).toEqual(expected)
  expect((await ending('late transactions').told()).sort()).toEqual([
    'no error: 1',
    'no error: 1',
    'no error: 1',
    'undone',
  ])
})

test('only the code within a late transaction can write', async () => {
  await ending('two pieces').leaveTwoPieces()
  await expect.poll(() => ending('two pieces').told()).toHaveLength(1)
  const [told] = await ending('two pieces').told()
  expectMentions(told, "'leaveTwoPieces' of Ending 'two pieces'", 'ended')
  expect((await ending('two pieces').read()).value).toBe(0)
})

test('results are plain copies, even inside new objects, arrays and Maps', async () => {
  const result = await ending('results').resultInFreshThings()
  expect(result).toEqual({
    list: [[1]],
    map: new Map([['part', { n: 1 }]]),
    whole: { value: 0, list: [1], byName: new Map([['a', { n: 1 }]]) },
  })
})

test('a result shows the state at the end of the handler', async () => {
  expect(await ending('result later').resultBeforeLaterChanges()).toEqual({ list: [2] })
  expect(await ending('result undone').resultOfUndoneChange()).toEqual([[]])
})
