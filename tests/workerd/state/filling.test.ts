import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'
import { expectError } from '../expect-error.ts'

// biome-ignore lint/suspicious/noExplicitAny: methods are called untyped
async function stored(name: string): Promise<any> {
  const before = await objectOf('Filling', name).read()
  await restartObjects()
  const after = await objectOf('Filling', name).read()
  expect(after).toEqual(before)
  return after
}

test('a list that is filled after it was assigned is stored and returned with its items', async () => {
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

test('bytes that are assigned and then changed keep their changes', async () => {
  const stub = objectOf('Filling', 'bytes')
  expect(await stub.count()).toEqual([1, 0])
  expect(await stub.count()).toEqual([2, 0])
  expect([...(await stored('bytes')).bytes]).toEqual([2, 0])
})

test('an object that is moved within the state is still the same object', async () => {
  await objectOf('Filling', 'moved').finish('a')
  expect(await stored('moved')).toMatchObject({ todo: [], done: [{ name: 'a', amount: 1 }] })
})

test('a throw, the schema and a value that cannot be stored undo the assignment and what follows it', async () => {
  const stub = objectOf('Filling', 'undone')
  expect(await messageOf(stub.fillAndThrow('x'))).toBe('undone')
  await expectError(stub.fillBadly(-1), {
    code: 'DURABLE_OBJECT_STATE',
    mentions: ['schema', 'state.todo[1].amount'],
  })
  await expectError(stub.fillWithFunction(), {
    code: 'DURABLE_OBJECT_STATE',
    path: 'state.todo[1].run',
    mentions: ['function'],
  })
  expect(await stored('undone')).toMatchObject({ rooms: {}, todo: [{ name: 'a', amount: 0 }] })
  await objectOf('Filling', 'undone').fillBadly(5)
  expect((await stored('undone')).todo).toHaveLength(2)
})

test('a savepoint that fails undoes items that were added within it', async () => {
  const stub = objectOf('Filling', 'savepoint')
  expect(await stub.savepoint()).toEqual(['before', 'after'])
  await stub.transact()
  expect((await stored('savepoint')).rooms).toEqual({
    saved: ['before', 'after'],
    transacted: ['before', 'within', 'after'],
  })
})

test('calls that share a commit succeed and fail independently', async () => {
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

test('a list that two handlers fill during outside() keeps the items of both', async () => {
  const stub = objectOf('Filling', 'outside')
  const going = stub.goOutside('a')
  await stub.enter('a', 'theirs')
  expect(await going).toEqual(['mine', 'theirs', 'mine again'])
  await stub.collect('b', 4)
  const { rooms } = await stored('outside')
  expect(rooms.a).toEqual(['mine', 'theirs', 'mine again'])
  expect(rooms.b.toSorted()).toEqual(['0', '1', '2', '3'])
})

test('a change during outside() that cannot be kept is an error', async () => {
  const stub = objectOf('Filling', 'refused')
  const both = expectError(stub.changeBoth('a'), {
    code: 'DURABLE_OBJECT_STATE',
    path: 'state.rooms.a',
    mentions: ['state.rooms.a', 'this.outside'],
  })
  await stub.enter('a', 'theirs')
  await both
  const lost = expectError(stub.loseIt('b'), {
    code: 'DURABLE_OBJECT_STATE',
    mentions: ['another handler', 'this.outside()', 'again'],
  })
  await stub.remove('b')
  await lost
  expect((await stored('refused')).rooms).toEqual({ a: ['mine', 'theirs'] })
})

test('a reference that outlives its handler cannot change the state', async () => {
  const stub = objectOf('Filling', 'kept')
  await stub.keep('a')
  await stub.useKept()
  expect((await stored('kept')).rooms).toEqual({ a: ['in time'] })
})
