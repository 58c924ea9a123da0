import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test } from 'vitest'
import { messageOf } from './calls.ts'

const chain = (name: string) => durableObjects.Chains.getByName(name)

test('a call of an object to itself fails before it is sent and names the handler', async () => {
  expect(await messageOf(chain('self').through(['self', 'x']))).toMatch(
    /would wait for itself: Chains 'self' \(through\) -> through of the first/,
  )
  expect(await chain('self').add()).toBe(1)
})

test('A -> B -> A fails with the chain', async () => {
  expect(await messageOf(chain('a').through(['b', 'a']))).toMatch(
    /Chains 'a' \(through\) -> Chains 'b' \(through\) -> add of the first/,
  )
  expect(await messageOf(chain('a').through(['b', 'c', 'b']))).toMatch(
    /itself: Chains 'b' \(through\) -> Chains 'c' \(through\) -> add of the first/,
  )
})

test('a chain that ends in another object works', async () => {
  expect(await chain('p').through(['q', 'r', 's'])).toBe(1)
})

test('a self-call inside a transaction fails at once', async () => {
  expect(await messageOf(chain('transacts').transactSelf())).toMatch(/would wait for itself/)
  expect(await chain('transacts').add()).toBe(1)
})

test('a fetch to itself fails before it is sent', async () => {
  expect(await messageOf(chain('fetches').fetchSelf())).toMatch(/would wait for itself/)
})

test('an un-awaited call to itself counts', async () => {
  expect(await messageOf(chain('unawaited').throughWithoutWaiting('unawaited'))).toMatch(
    /would wait for itself/,
  )
})

test('a call to itself in outside works', async () => {
  expect(await chain('outside').throughOutside('outside')).toBe(10)
})

test('a handler that has ended waits for nobody', async () => {
  const stub = chain('later')
  await stub.callLater()
  await expect.poll(() => chain('later').value().then(String)).toBe('100')
})

test('the caller can catch it, by code and class name', async () => {
  expect(await chain('catches').catching('other')).toEqual({
    name: 'DurableObjectDeadlockError',
    code: 'DURABLE_OBJECT_DEADLOCK',
  })
})

test('a stub made in a handler can be passed on, and pipelining works', async () => {
  expect(await chain('from').passOn('to', 'passed')).toBe(5)
  expect(await chain('passed').value()).toBe(5)
  expect(await chain('from').pipelined('to')).toBe(7)
})
