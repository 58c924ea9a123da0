import { expect, test } from 'vitest'
import { caught, messageOf, objectOf, restartObjects } from './calls.ts'

const good = { owner: 'ann', items: [{ name: 'pen', amount: 1 }] }

test.each(['ZodCart', 'ValibotCart', 'ArktypeCart'])(
  '%s: a commit that does not fit is undone and says what is wrong and where',
  async (className) => {
    const stub = objectOf(className, 'x')
    expect(await stub.add('cap', 2)).toBe(2)
    const error = await caught(stub.breakTwo())
    expect(error).toMatchObject({ code: 'DURABLE_OBJECT_STATE', objectName: className })
    expect(error.message).toMatch(`The state of ${className} 'x' does not fit its schema at state.`)
    const paths = error.issues.map(({ path }: { path: string }) => path)
    expect(paths.toSorted()).toEqual(['state.items[2].amount', 'state.owner'])
    expect(await messageOf(stub.outsideWithBad())).toMatch(/does not fit its schema/)
    expect(await messageOf(stub.transactWithBad())).toMatch(/does not fit its schema/)
    expect(await stub.key()).toBeUndefined()
    const kept = { owner: 'ann', items: [...good.items, { name: 'cap', amount: 2 }] }
    expect(await stub.read()).toEqual(kept)
    await restartObjects()
    expect(await objectOf(className, 'x').read()).toEqual(kept)
  },
)

test('a state that is set after deleteAll must fit', async () => {
  const stub = objectOf('ZodCart', 'renewed')
  await stub.renew(3)
  expect(await stub.read()).toEqual({ owner: 'bob', items: [{ name: 'cup', amount: 3 }] })
  const error = await caught(stub.renew(-1))
  expect(error.issues).toEqual([{ path: 'state.items[0].amount', message: expect.any(String) }])
  expect(await stub.read()).toEqual(good)
})

test('what init returns must fit, and nothing of it is kept otherwise', async () => {
  const error = await caught(objectOf('BadInit', 'x').read())
  expect(error.issues).toEqual([{ path: 'state.items[0].amount', message: expect.any(String) }])
})

test("without init the state is the schema's output for {}", async () => {
  expect(await objectOf('SchemaDefaults', 'x').read()).toEqual({ count: 7 })
})

test('an asynchronous schema is refused', async () => {
  expect(await messageOf(objectOf('AsyncSchema', 'x').read())).toMatch(/asynchronous|async/i)
})
