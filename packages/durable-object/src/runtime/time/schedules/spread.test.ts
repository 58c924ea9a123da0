import { expect, it } from 'vitest'
import { offsetOf } from './spread.ts'

const ids = Array.from({ length: 256 }, (_, index) => `${'0'.repeat(62)}${index.toString(16)}`)

it('is the same for an object each time, and within the spread', () => {
  const offsets = ids.map((id) => offsetOf(id, 60_000))
  expect(ids.map((id) => offsetOf(id, 60_000))).toEqual(offsets)
  expect(Math.max(...offsets)).toBeLessThan(60_000)
  expect(new Set(offsets).size).toBeGreaterThan(200)
})

it('is nothing where nothing is spread', () => {
  expect(ids.every((id) => offsetOf(id, 0) === 0)).toBe(true)
})
