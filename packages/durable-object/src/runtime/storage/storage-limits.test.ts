import { describe, expect, it } from 'vitest'
import { entryBytes, keyBytes, legacyValueBytes } from '../../limits.ts'
import { assertKeySize, entrySize } from './storage-limits.ts'

describe('the size of a value', () => {
  it.each<[value: unknown, size: number]>([
    [1, 8],
    ['text', 4],
    [{ a: 'bc' }, 11],
    [[1, [2]], 32],
  ])('is approximately right for a small one: %j', (value, size) => {
    expect(entrySize('key', value, false)).toBe(size)
  })

  it('is found for cycles, holes and other classes', () => {
    const cycle: Record<string, unknown> = { text: 'x'.repeat(5_000) }
    cycle.self = cycle
    expect(entrySize('key', cycle, false)).toBeGreaterThan(5_000)
    expect(entrySize('key', new Map([['a', new Uint8Array(9_000)]]), false)).toBeGreaterThan(9_000)
    const list: number[] = []
    list[10] = 1
    expect(entrySize('key', list, false)).toBe(8 * 12)
  })

  it.each([
    ['SQLite', false, entryBytes - 3],
    ['the legacy backend', true, legacyValueBytes],
  ])('is limited as production limits it: %s', (_backend, isLegacy, limit) => {
    expect(entrySize('key', 'x'.repeat(limit), isLegacy)).toBe(limit)
    for (const value of ['x'.repeat(limit + 1), { deep: [new ArrayBuffer(limit)] }]) {
      expect(() => entrySize('key', value, isLegacy)).toThrow(`more than ${limit} bytes`)
    }
  })
})

it('a key is measured in UTF-8', () => {
  assertKeySize('é'.repeat(keyBytes / 2))
  expect(() => assertKeySize(`é${'x'.repeat(keyBytes - 1)}`)).toThrow(`has ${keyBytes + 1} bytes`)
})
