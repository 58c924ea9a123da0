import { expect, test } from 'vitest'
import { messageOf, objectOf, restartObjects } from '../calls.ts'

const parts = (name: string) => objectOf('Parts', name)

test('the result of another object can be assigned to the state', async () => {
  const read = { list: [1], fields: { a: 1 }, at: new Date(1000), numbers: new Map([['one', 1]]) }
  expect(await parts('keeps').keep('other')).toEqual([read, [{ a: 1 }]])
})

test('a Date that a handler holds shows the change of another handler', async () => {
  const now = new Date(2000)
  expect(await parts('dates').heldDate()).toEqual([now, now, now, 2000, 2000])
  await restartObjects()
  expect((await parts('dates').read()).at).toEqual(now)
})

test('freezing a part of the state fails with an error that says what to do', async () => {
  expect(await messageOf(parts('frozen').freeze())).toContain('structuredClone(this.state.numbers)')
  expect(await parts('frozen').copyAndFreeze()).toBe(true)
})

test('printing the state after a wake shows its data', async () => {
  await parts('prints').setTime(5)
  await restartObjects()
  const { whole, lines, text } = await parts('prints').print()
  for (const printed of [whole, lines]) {
    expect(printed).toContain("'line 0',")
    expect(printed).toContain("'line 99',")
    expect(printed).toContain('... 2900 more items')
  }
  expect(whole).toContain("numbers: Map(1) { 'one' => 1 }")
  expect(whole).toContain('at: 1970-01-01T00:00:00.005Z')
  for (const printed of [whole, text]) expect(printed).toContain("text: 'long long long ")
})
