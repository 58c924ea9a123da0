import { describe, expect, it } from 'vitest'
import { keysPerCall, legacyValueBytes } from '../../limits.ts'
import { joinData, type RowData, sizeOfData } from '../../state/index.ts'
import { chunk, countParts, cut, keyOf, rowOf } from './key-value-parts.ts'

const texts = [0, 1, 59_999, 60_000, 60_001, 180_000].map((size) => '€'.repeat(size))
const buffers = [0, 1, 119_999, 120_000, 120_001].map(
  (size) => Uint8Array.from({ length: size }, (_, at) => at % 251).buffer,
)

describe('the parts of a row', () => {
  it.each<[type: string, rows: RowData[]]>([
    ['text', texts],
    ['bytes', buffers],
  ])('fit into values and become the row again: %s', (_type, rows) => {
    for (const row of rows) {
      const parts = cut(row)
      expect(parts).toHaveLength(countParts(row))
      for (const part of parts) {
        const bytes = typeof part === 'string' ? part.length * 2 : part.byteLength
        expect(bytes).toBeLessThanOrEqual(legacyValueBytes)
      }
      const joined = joinData(parts)
      expect(sizeOfData(joined)).toBe(sizeOfData(row))
      expect(isSame(joined, row)).toBe(true)
    }
  })

  it('have keys that name their row and position', () => {
    for (const place of [
      { id: 0, part: 0 },
      { id: -2, part: 0 },
      { id: 4_294_967_296, part: 12 },
    ]) {
      expect(rowOf(keyOf(place.id, place.part))).toEqual(place)
    }
  })

  it('of a row that is removed are none', () => {
    expect([countParts(undefined), cut(undefined)]).toEqual([0, []])
  })
})

it('lists are cut into as many as the platform takes in one call', () => {
  const items = Array.from({ length: keysPerCall * 2 + 1 }, (_, at) => at)
  expect(chunk(items).map(({ length }) => length)).toEqual([keysPerCall, keysPerCall, 1])
  expect(chunk(items).flat()).toEqual(items)
  expect(chunk([])).toEqual([])
})

function isSame(a: RowData, b: RowData): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  const [left, right] = [new Uint8Array(a), new Uint8Array(b)]
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}
