import { afterEach, expect, test, vi } from 'vitest'
import { messageOf, objectOf } from './calls.ts'
import { silences } from './objects/silences.ts'
import { sleep } from './objects/sleep.ts'

const silent = (name: string) => objectOf('Silent', name)
const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
afterEach(() => error.mockClear())

const lines = () => error.mock.calls.map((args) => args.map(String).join(' '))

test.each(silences)('%s is told once, with its place', async (method, message) => {
  await silent(method)[method]()
  await expect.poll(lines).toHaveLength(1)
  expect(lines()[0]).toMatch(message)
  expect(lines()[0]).toMatch(/\(.*tests\/workerd\/objects\/silence\.ts:\d+:\d+\)$/)
  expect(lines()[0]).toMatch(`'${method}' of Silent '${method}'`)
  expect(lines()[0]).not.toMatch('\n')
  await silent(`${method} again`)[method]()
  await sleep(60)
  expect(lines()).toHaveLength(1)
})

test('a part that another handler kept is refused in the one that runs', async () => {
  await silent('parts').keepsPart()
  expect(await messageOf(silent('parts').changesPartOfAnother())).toMatch(
    /^What belongs to 'keepsPart' of Silent 'parts' cannot be changed.*this\.state in 'changesPartOfAn/,
  )
  expect(lines()).toEqual([])
})

test('a call that is awaited later is not told', async () => {
  expect(await silent('late').awaitsCallLate()).toBe('the other object failed on purpose')
  expect(lines()).toEqual([])
})

test('a field on this is refused', async () => {
  expect(await messageOf(silent('field').setsField())).toMatch(
    /^this\.cache cannot be set: .* lost when 'setsField' of Silent 'field' ends\. Keep it in this\.state/,
  )
})
