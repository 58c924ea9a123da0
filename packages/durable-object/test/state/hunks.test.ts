import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findHunks, type Hunk } from '../../src/state/put/hunks.ts'

const digits = fc.array(fc.nat(3), { maxLength: 14 })
const pair = fc.oneof(
  fc.tuple(digits, digits),
  digits.map((list) => [list, list.filter((_, at) => at % 3 !== 1)] as const),
  digits.map((list) => [list, list.map((item, at) => (at % 4 ? item : 9))] as const),
)

function find(list: readonly number[], old: readonly number[]): Hunk[] {
  return findHunks(list.length, old.length, (at, oldAt) => list[at] === old[oldAt])
}

function patch(list: readonly number[], old: readonly number[]): number[] {
  const patched = [...old]
  for (const { index, gone, at, added } of find(list, old).toReversed()) {
    patched.splice(index, gone, ...list.slice(at, at + added))
  }
  return patched
}

function replaced(hunks: Hunk[]): number {
  return hunks.reduce((sum, { gone, added }) => sum + gone + added, 0)
}

it('turns one list into the other', () => {
  fc.assert(
    fc.property(pair, ([old, list]) => {
      expect(patch(list, old)).toEqual(list)
    }),
  )
})

it('replaces only what differs', () => {
  const old = Array.from({ length: 1000 }, (_, at) => at)
  const [changed, removed] = [
    old.with(10, -1).with(900, -2),
    old.toSpliced(10, 1).toSpliced(900, 2),
  ]
  expect(replaced(find(changed, old))).toBe(4)
  expect(replaced(find(removed, old))).toBe(3)
  expect(replaced(find([-1, ...old.slice(1), -2], old))).toBe(3)
  expect(replaced(find([...old.slice(1), 0], old))).toBe(2)
  expect(find(old, old)).toEqual([])
})

it('replaces everything in between where too much differs to tell', () => {
  const old = Array.from({ length: 1000 }, (_, at) => at)
  const list = old.toReversed()
  expect(find(list, old)).toEqual([{ index: 0, gone: 1000, at: 0, added: 1000 }])
  expect(patch(list, old)).toEqual(list)
})
