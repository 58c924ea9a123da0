import { expect, test } from 'vitest'
import { objectOf, restartObjects } from './calls.ts'

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

// That commits are shared shows in `npm run bench` and under kills in tests/durability.
test.each(['Grouping', 'NotGrouping'])(
  '%s: calls that arrive during a commit keep their order and are kept',
  async (className) => {
    const stub = objectOf(className, 'order')
    const values = await Promise.all(range(100).map(() => stub.increment()))
    expect(values).toEqual(range(100).map((n) => n + 1))
    await restartObjects()
    expect(await objectOf(className, 'order').read()).toBe(100)
  },
)

test('a call that fails among those that share a commit takes nothing with it', async () => {
  const stub = objectOf('Grouping', 'failures')
  const calls = range(30).map((n) => (n % 3 === 1 ? stub.incrementAndThrow() : stub.increment()))
  const results = await Promise.allSettled(calls)
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10)
  expect(await stub.read()).toBe(20)
  await restartObjects()
  expect(await objectOf('Grouping', 'failures').read()).toBe(20)
})

test('a transaction that arrives during a commit can use timers', async () => {
  const stub = objectOf('Grouping', 'transactions')
  await Promise.all(range(20).map((n) => (n % 2 ? stub.increment() : stub.transact())))
  expect(await stub.read()).toBe(20)
})
