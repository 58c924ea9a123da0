import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

test('calls that arrive during a commit run after it, and reads do not wait for it', async () => {
  const stub = objectOf('Grouping', 'held disk')
  const disk = await holdDisk(stub)
  let last = 0
  while (disk.waits === 0 && last < 100) last = await stub.increment()
  expect(disk.waits).toBe(1)
  expect(await stub.read()).toBe(last)
  const calls = [stub.increment(), stub.increment()]
  // It arrives after them, and takes no turn.
  expect(await stub.__cloudwerk_inspect()).toMatchObject({ state: { value: last } })
  await disk.free()
  expect(await Promise.all(calls)).toEqual([last + 1, last + 2])
})

test('no call waits for a commit where group commit is off', async () => {
  const stub = objectOf('NotGrouping', 'held disk')
  const disk = await holdDisk(stub)
  for (const n of range(40)) expect(await stub.increment()).toBe(n + 1)
  expect(disk.waits).toBe(0)
  await disk.free()
})

/** The platform says that nothing is on disk until `free` is called. Counts who has asked. */
async function holdDisk(stub: DurableObjectStub) {
  const disk = { waits: 0, free: () => Promise.resolve() }
  // The promise belongs to the object that waits for it.
  await runInDurableObject(stub, (_object, { storage }) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    storage.sync = () => {
      disk.waits += 1
      return promise
    }
    disk.free = () => runInDurableObject(stub, () => resolve())
  })
  return disk
}

test.each(['Grouping', 'NotGrouping'])(
  '%s: calls that arrive during a commit keep their order and are stored',
  async (className) => {
    const stub = objectOf(className, 'order')
    const values = await Promise.all(range(100).map(() => stub.increment()))
    expect(values).toEqual(range(100).map((n) => n + 1))
    await restartObjects()
    expect(await objectOf(className, 'order').read()).toBe(100)
  },
)

test('a failed call does not undo the calls that share its commit', async () => {
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
