import { expect, it } from 'vitest'
import { countedSlots } from '../../../limits.ts'
import { everySlots } from './slots.ts'

it('gives the first slot after a time, on the grid through its anchor', () => {
  const { after } = everySlots(10, 3)
  expect([0, 2, 3, 12, 13, 14].map(after)).toEqual([3, 3, 13, 13, 23, 23])
})

it('gives the last slots up to a time', () => {
  const { upTo } = everySlots(10, 3)
  expect(upTo(33, 2)).toEqual([23, 33])
  expect(upTo(32, 3)).toEqual([3, 13, 23])
})

it('counts slots, up to a limit', () => {
  const { count } = everySlots(10, 3)
  expect(count(13, 12)).toBe(0)
  expect(count(13, 13)).toBe(1)
  expect(count(13, 34)).toBe(3)
  expect(count(13, 1e12)).toBe(countedSlots)
})
