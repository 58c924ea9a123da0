import { expect, test } from 'vitest'
import { messageOf, objectOf } from '../calls.ts'
import { expectMentions } from '../expect-error.ts'

const waiting = (name: string) => objectOf('WaitingUntil', name)

test.each(['call', 'all', 'closure', 'chain', 'away'])(
  'waitUntil of a %s continues after the method has answered, and does not hold the object',
  async (method) => {
    const stub = waiting(method)
    await stub[method](200)
    expect(await stub.log()).toEqual(['answered'])
    await expect.poll(() => stub.log()).toEqual(['answered', 'in a turn of its own'])
    const told = await stub.told()
    expect(told).toHaveLength(1)
    expectMentions(told[0], `'${method}' of WaitingUntil '${method}'`, 'ended', 'this.transaction(')
  },
)

test('a failure in waitUntil does not fail the handler', async () => {
  await waiting('failing').failing()
  expect(await waiting('failing').log()).toEqual(['answered'])
})

test('calls and writes that are not awaited belong to the handler even next to waitUntil', async () => {
  await waiting('others').others()
  expect(await waiting('others').log()).toEqual(['soon'])
  expect(await messageOf(waiting('others').othersFail())).toBe('failed soon')
  expect(await waiting('others').log()).toEqual(['soon'])
})
