import { expect, test } from 'vitest'
import { messageOf, objectOf } from './calls.ts'

const waiting = (name: string) => objectOf('WaitingUntil', name)

test.each(['call', 'all', 'closure', 'chain', 'away'])(
  'waitUntil of a %s goes on when the method has answered, and holds nothing',
  async (method) => {
    const stub = waiting(method)
    await stub[method](200)
    expect(await stub.log()).toEqual(['answered'])
    await expect.poll(() => stub.log()).toEqual(['answered', 'in a turn of its own'])
    expect(await stub.told()).toEqual([
      expect.stringMatching(
        new RegExp(`'${method}' of WaitingUntil '${method}' has ended.*this\\.transaction`),
      ),
    ])
  },
)

test('what fails in waitUntil does not fail the handler', async () => {
  await waiting('failing').failing()
  expect(await waiting('failing').log()).toEqual(['answered'])
})

test('beside waitUntil, calls and writes that nobody awaits belong to the handler', async () => {
  await waiting('others').others()
  expect(await waiting('others').log()).toEqual(['soon'])
  expect(await messageOf(waiting('others').othersFail())).toBe('failed soon')
  expect(await waiting('others').log()).toEqual(['soon'])
})
