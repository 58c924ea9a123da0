import { expect, test } from 'vitest'
import { caught, objectOf, restartObjects } from '../calls.ts'
import { expectError, expectMentions } from '../expect-error.ts'

const good = { owner: 'ann', items: [{ name: 'pen', amount: 1 }] }

test.each(['ZodCart', 'ValibotCart', 'ArktypeCart'])(
  '%s: a state that does not fit is undone, and the error says what is wrong and where',
  async (className) => {
    const stub = objectOf(className, 'x')
    expect(await stub.add('cap', 2)).toBe(2)
    const error = await caught(stub.breakTwo())
    expect(error).toMatchObject({ code: 'DURABLE_OBJECT_STATE', objectName: className })
    expectMentions(
      error.message,
      `${className} 'x'`,
      /schema at state\.(owner|items\[2\]\.amount):/,
    )
    const paths = error.issues.map(({ path }: { path: string }) => path)
    expect(paths.toSorted()).toEqual(['state.items[2].amount', 'state.owner'])
    for (const call of [stub.outsideWithBad(), stub.transactWithBad()])
      await expectError(call, {
        code: 'DURABLE_OBJECT_STATE',
        mentions: ['schema', 'state.items[2].amount'],
      })
    expect(await stub.key()).toBeUndefined()
    const kept = { owner: 'ann', items: [...good.items, { name: 'cap', amount: 2 }] }
    expect(await stub.read()).toEqual(kept)
    await restartObjects()
    expect(await objectOf(className, 'x').read()).toEqual(kept)
  },
)

test('a state that is assigned after deleteAll must fit', async () => {
  const stub = objectOf('ZodCart', 'renewed')
  await stub.renew(3)
  expect(await stub.read()).toEqual({ owner: 'bob', items: [{ name: 'cup', amount: 3 }] })
  const error = await caught(stub.renew(-1))
  expect(error.issues).toEqual([{ path: 'state.items[0].amount', message: expect.any(String) }])
  expect(await stub.read()).toEqual(good)
})

test('the state that init returns must fit, or nothing is stored', async () => {
  const error = await caught(objectOf('BadInit', 'x').read())
  expect(error.issues).toEqual([{ path: 'state.items[0].amount', message: expect.any(String) }])
})

test('without init the state is what the schema makes of {}', async () => {
  expect(await objectOf('SchemaDefaults', 'x').read()).toEqual({ count: 7 })
})

test('an asynchronous schema is refused', async () => {
  await expectError(objectOf('AsyncSchema', 'x').read(), { mentions: ['AsyncSchema', /async/] })
})
