import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from './calls.ts'

// biome-ignore lint/suspicious/noExplicitAny: methods are called untyped
async function stored(name: string): Promise<any> {
  const before = await objectOf('Filling', name).read()
  await restartObjects()
  const after = await objectOf('Filling', name).read()
  expect(after).toEqual(before)
  return after
}

test('a list that was put in and filled afterwards is stored, and seen by the caller', async () => {
  const stub = objectOf('Filling', 'rooms')
  const joins = [
    ['a', 'ann'],
    ['a', 'bob'],
    ['b', 'cy'],
  ]
  expect(await stub.join(joins)).toEqual({ a: ['ann', 'bob'], b: ['cy'] })
  expect(await stub.joinAcrossAwaits('c', ['di', 'ed'])).toEqual(['di', 'ed'])
  expect((await stored('rooms')).rooms).toEqual({ a: ['ann', 'bob'], b: ['cy'], c: ['di', 'ed'] })
})

test('bytes count on from handler to handler', async () => {
  const stub = objectOf('Filling', 'bytes')
  expect(await stub.count()).toEqual([1, 0])
  expect(await stub.count()).toEqual([2, 0])
  expect([...(await stored('bytes')).bytes]).toEqual([2, 0])
})

test('a part that is moved is still the same', async () => {
  await objectOf('Filling', 'moved').finish('a')
  expect(await stored('moved')).toMatchObject({ todo: [], done: [{ name: 'a', amount: 1 }] })
})

test('a throw, the schema and what cannot be stored undo all of it', async () => {
  const stub = objectOf('Filling', 'undone')
  expect(await messageOf(stub.fillAndThrow('x'))).toBe('undone')
  expect(await messageOf(stub.fillBadly(-1))).toMatch(/schema at state\.todo\[1\]\.amount/)
  expect(await messageOf(stub.fillWithFunction())).toMatch(/^state\.todo\[1\]\.run is a function/)
  expect(await stored('undone')).toMatchObject({ rooms: {}, todo: [{ name: 'a', amount: 0 }] })
  await objectOf('Filling', 'undone').fillBadly(5)
  expect((await stored('undone')).todo).toHaveLength(2)
})

test('a savepoint takes back what was filled within it', async () => {
  const stub = objectOf('Filling', 'savepoint')
  expect(await stub.savepoint()).toEqual(['before', 'after'])
  await stub.transact()
  expect((await stored('savepoint')).rooms).toEqual({
    saved: ['before', 'after'],
    transacted: ['before', 'within', 'after'],
  })
})

test('calls that share a commit fill and fail each by itself', async () => {
  const stub = objectOf('Filling', 'group')
  const calls = Array.from({ length: 30 }, (_, n) => {
    if (n % 3 === 1) return messageOf(stub.fillAndThrow(`r${n}`))
    return n % 3 === 2 ? messageOf(stub.fillBadly(-n)) : stub.join([[`r${n}`, 'x']])
  })
  await Promise.all(calls)
  const { rooms, todo } = await stored('group')
  expect(Object.keys(rooms)).toHaveLength(10)
  expect(todo).toHaveLength(1)
})

test('outside: both sides keep what they add', async () => {
  const stub = objectOf('Filling', 'outside')
  const going = stub.goOutside('a')
  await stub.enter('a', 'theirs')
  expect(await going).toEqual(['mine', 'theirs', 'mine again'])
  await stub.collect('b', 4)
  const { rooms } = await stored('outside')
  expect(rooms.a).toEqual(['mine', 'theirs', 'mine again'])
  expect(rooms.b.toSorted()).toEqual(['0', '1', '2', '3'])
})

test('outside: what cannot be kept is an error', async () => {
  const stub = objectOf('Filling', 'refused')
  const both = messageOf(stub.changeBoth('a'))
  await stub.enter('a', 'theirs')
  expect(await both).toMatch(/^state\.rooms\.a cannot be stored: .* changed during this\.outside/)
  const lost = messageOf(stub.loseIt('b'))
  await stub.remove('b')
  expect(await lost).toMatch(/after another handler took its part out/)
  expect((await stored('refused')).rooms).toEqual({ a: ['mine', 'theirs'] })
})

test('a reference that is kept has no power after its handler', async () => {
  const stub = objectOf('Filling', 'kept')
  await stub.keep('a')
  await stub.useKept()
  expect((await stored('kept')).rooms).toEqual({ a: ['in time'] })
})
