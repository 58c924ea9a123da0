import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'

const ways = (name: string) => objectOf('Ways', name)

test('quick calls that arrive together share a transaction of the platform', async () => {
  const stub = ways('shared')
  // The length of the first runs shows that the handler is quick.
  for (let n = 0; n < 3; n++) await stub.withAwait(`before ${n}`, 'value')
  const counted = await countTransactions(stub)
  await Promise.all(Array.from({ length: 20 }, (_, n) => stub.withAwait(`call ${n}`, 'value')))
  expect((await stub.contents()).rows).toHaveLength(23)
  expect(counted.outermost).toBeLessThan(20)
  expect(counted.nested).toBeGreaterThan(0)
})

/** Counts the transactions that the platform begins, and those begun within another one. */
async function countTransactions(stub: DurableObjectStub) {
  const counted = { outermost: 0, nested: 0 }
  await runInDurableObject(stub, (_object, { storage }) => {
    const begin = storage.transaction.bind(storage)
    let running = 0
    storage.transaction = async (run) => {
      counted[running === 0 ? 'outermost' : 'nested'] += 1
      running += 1
      return await begin(run).finally(() => {
        running -= 1
      })
    }
  })
  return counted
}

/** Calls that wait together share a transaction, but each is undone alone. */
test('calls that arrive together are stored or undone independently', async () => {
  const stub = ways('together')
  for (let n = 0; n < 3; n++) await stub.withAwait(`before ${n}`, 'value')
  const kept: string[] = []
  for (let round = 0; round < 10; round++) {
    const calls = Array.from({ length: 20 }, async (_, n) => {
      const text = `${round} ${n}`
      const end = n % 3 === 1 ? 'throw' : n % 7 === 5 ? 'refused' : n % 5 === 0 ? 'object' : 'value'
      const told = await messageOf(stub.withAwait(text, end))
      const isKept = told.startsWith('no error')
      expect(isKept).toBe(end === 'value' || end === 'object')
      if (isKept) kept.push(text)
      // Once a call is answered, every other call sees its result.
      if (n % 4 === 0) expect((await stub.contents()).rows.includes(text)).toBe(isKept)
    })
    await Promise.all(calls)
  }
  const contents = await stub.contents()
  await restartObjects()
  expect(await ways('together').contents()).toEqual(contents)
  expect(contents.rows).toEqual(contents.state)
  expect(contents.rows.toSorted()).toEqual([...kept, 'before 0', 'before 1', 'before 2'].toSorted())
})
