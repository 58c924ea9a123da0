import { afterEach, expect, test, vi } from 'vitest'
import { objectOf } from '../calls.ts'
import { expectError } from '../expect-error.ts'
import { sleep } from '../objects/sleep.ts'
import { silences } from './objects/silences.ts'

const silent = (name: string) => objectOf('Silent', name)
const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
afterEach(() => error.mockClear())

const lines = () => error.mock.calls.map((args) => args.map(String).join(' '))

test.each(silences)('%s is logged once, with its place', async (method, message) => {
  await silent(method)[method]()
  await expect.poll(lines).toHaveLength(1)
  expect(lines()[0]).toMatch(message)
  expect(lines()[0]).toMatch(/\(.*tests\/workerd\/rpc\/objects\/silence\.ts:\d+:\d+\)$/)
  expect(lines()[0]).toMatch(`'${method}' of Silent '${method}'`)
  expect(lines()[0]).not.toMatch('\n')
  await silent(`${method} again`)[method]()
  // Longer than anything that the methods leave behind.
  await sleep(60)
  expect(lines()).toHaveLength(1)
})

test('a part that another handler left behind cannot be changed', async () => {
  await silent('parts').keepsPart()
  await expectError(silent('parts').changesPartOfAnother(), {
    mentions: ["'keepsPart' of Silent 'parts'", 'this.state', "'changesPartOfAnother'"],
  })
  expect(lines()).toEqual([])
})

test('a call that is awaited later is not logged', async () => {
  expect(await silent('late').awaitsCallLate()).toBe('the other object failed on purpose')
  expect(lines()).toEqual([])
})

test('setting a field on this is refused', async () => {
  await expectError(silent('field').setsField(), {
    mentions: ['this.cache', "'setsField' of Silent 'field'", 'this.state'],
  })
})
