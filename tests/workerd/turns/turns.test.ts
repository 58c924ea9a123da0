import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'

// Newer than the lib that the tests are compiled with.
const disposal = (Symbol as { dispose?: symbol }).dispose ?? Symbol()
const range = (count: number) => Array.from({ length: count }, (_, index) => index)

test('handlers run in the order in which they arrived, each to its end', async () => {
  const stub = objectOf('Turns', 'order')
  await Promise.all(range(20).map((label) => stub.stay(String(label), label % 3)))
  expect(await stub.log()).toEqual(range(20).flatMap((label) => [`${label} in`, `${label} out`]))
})

test('the first call after a restart keeps its place', async () => {
  await objectOf('Turns', 'order after sleep').log()
  await restartObjects()
  const stub = objectOf('Turns', 'order after sleep')
  await Promise.all(range(5).map((label) => stub.stay(String(label), 0)))
  expect(await stub.log()).toEqual(range(5).flatMap((label) => [`${label} in`, `${label} out`]))
})

test.each([
  ['changeAllAndThrow', 'undone'],
  ['changeAndThrowAtOnce', 'at once'],
  ['throwUndefined', 'undefined'],
  ['replaceAndThrow', 'undone'],
])('%s leaves the state as it was, in memory and on disk', async (method, message) => {
  const stub = objectOf('Turns', method)
  const before = await stub.tree()
  expect(await messageOf(stub[method]())).toBe(message)
  expect(await stub.tree()).toEqual(before)
  await restartObjects()
  expect(await objectOf('Turns', method).tree()).toEqual(before)
})

test('an error that a handler catches from its own method undoes nothing', async () => {
  const stub = objectOf('Turns', 'caught')
  expect(await stub.catchOwnMethod()).toBe('stays')
  expect((await stub.tree()).note).toBe('stays')
})

test('what a failed handler wrote to ctx.storage and ctx.sql is undone', async () => {
  const stub = objectOf('Turns', 'storage')
  expect(await messageOf(stub.writeStorageAndThrow())).toBe('undone')
  expect(await stub.storage()).toEqual({ kv: undefined, tables: [] })
})

test('a part of the state is the same object within a handler', async () => {
  expect(await objectOf('Turns', 'identity').identity()).toEqual([true, true])
})

test('a method may give a value, a promise or another thenable', async () => {
  const stub = objectOf('Turns', 'kinds of results')
  expect(await stub.log()).toEqual([])
  expect(await stub.later()).toBe('a promise')
  expect(await stub.thenable()).toBe('a thenable')
})

test('a handler still runs when its caller is gone', async () => {
  const abandoned = objectOf('Abandoned', 'gone')
  // Not awaited, and disposed at once.
  abandoned.work()[disposal]?.()
  await expect.poll(() => abandoned.finished()).toBe(true)
})

test('a handler that only reads writes no row, and a small change writes one', async () => {
  const stub = objectOf('Turns', 'rows')
  await stub.tree()
  const before = await stub.changes()
  await stub.tree()
  await stub.log()
  expect(await stub.changes()).toBe(before)
  await stub.touch()
  expect(await stub.changes()).toBe(before + 1)
})
