import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test } from 'vitest'
import { expectError } from '../expect-error.ts'

const chain = (name: string) => durableObjects.Chains.getByName(name)

test('an object that calls itself gets an error that names the handler, before the call is sent', async () => {
  await expectError(chain('self').through(['self', 'x']), {
    code: 'DURABLE_OBJECT_DEADLOCK',
    chain: ["Chains 'self' (through)"],
    mentions: ["Chains 'self' (through) -> through"],
  })
  expect(await chain('self').add()).toBe(1)
})

test('A -> B -> A fails with an error that shows the chain', async () => {
  await expectError(chain('a').through(['b', 'a']), {
    code: 'DURABLE_OBJECT_DEADLOCK',
    mentions: ["Chains 'a' (through) -> Chains 'b' (through) -> add"],
  })
  await expectError(chain('a').through(['b', 'c', 'b']), {
    code: 'DURABLE_OBJECT_DEADLOCK',
    mentions: [/(?<!-> )Chains 'b' \(through\) -> Chains 'c' \(through\) -> add/],
  })
})

test('a chain of calls that does not come back works', async () => {
  expect(await chain('p').through(['q', 'r', 's'])).toBe(1)
})

test('a self-call inside a transaction fails at once', async () => {
  await expectError(chain('transacts').transactSelf(), { code: 'DURABLE_OBJECT_DEADLOCK' })
  expect(await chain('transacts').add()).toBe(1)
})

test('a fetch of an object to itself fails before it is sent', async () => {
  await expectError(chain('fetches').fetchSelf(), { code: 'DURABLE_OBJECT_DEADLOCK' })
})

test('a call of an object to itself fails even if it is not awaited', async () => {
  const calling = chain('unawaited').throughWithoutWaiting('unawaited')
  await expectError(calling, { code: 'DURABLE_OBJECT_DEADLOCK' })
})

test('a call of an object to itself works in outside()', async () => {
  expect(await chain('outside').throughOutside('outside')).toBe(10)
})

test('code that runs after its handler has ended can call its own object', async () => {
  const stub = chain('later')
  await stub.callLater()
  await expect.poll(() => chain('later').value().then(String)).toBe('100')
})

test('code that goes on after its handler is not part of a handler that runs by then', async () => {
  const stub = chain('goes on')
  await stub.callsLaterAtOnce()
  await stub.letGoOn()
  await expect.poll(() => stub.value().then(String)).toBe('101')
})

test('the caller can recognise the error by its code and name', async () => {
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
