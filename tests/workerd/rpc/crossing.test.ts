import { expect, test } from 'vitest'
import { caught, messageOf, objectOf } from '../calls.ts'

const crossing = (name: string) => objectOf('Crossing', name)

test('a slice of primitives arrives as an array', async () => {
  expect(await crossing('slice').page()).toEqual({ first: [1, 2], all: [1, 2, 3] })
  expect(await crossing('slice').putPage()).toEqual([2, 3])
})

test('objects without a prototype, such as those of Object.groupBy, arrive', async () => {
  const item = { kind: 'a', at: new Date(0) }
  const fresh = { 1: [1], 2: [2], 3: [3] }
  expect(await crossing('groups').grouped()).toEqual({ fresh, stored: { a: [item] } })
  await crossing('groups').give('takes groups')
  expect(await crossing('groups').received()).toEqual({ a: [item] })
})

test('structuredClone gives a copy of parts of the state', async () => {
  expect(await crossing('clones').clones()).toEqual([2, 1, [2, 3], [1, 2, 3]])
  expect(await messageOf(crossing('clones').refusesToClone())).toMatch(/fn\(\) ?\{\s*\}.*clone/)
})

test('parts of the state can be sent to another object', async () => {
  const item = { kind: 'a', at: new Date(0) }
  const given = [item, [item], { items: [item] }, [2, 3]]
  expect(await crossing('giver').give('taker')).toEqual(given)
  await crossing('giver').giveLater('later')
  await expect.poll(() => crossing('later').received().then(toJson)).toBe(toJson(given))
})

test('an error carries parts of the state as they were when it was thrown', async () => {
  const error = await caught(crossing('throws').throwParts())
  expect(error.items).toEqual([{ kind: 'b', at: new Date(0) }])
  expect(error.page).toEqual([2, 3])
  expect((await caught(crossing('throws').throwPart())).cause).toEqual([
    { kind: 'a', at: new Date(0) },
  ])
})

const toJson = (value: unknown) => JSON.stringify(value)
