import { expect } from 'vitest'
import type { MemoryRows } from './memory-rows.ts'

const SPAN = 2 ** 32

/** The numbers of the parts that the rows refer to, in no order. */
export function numbersReferredTo(rows: MemoryRows): number[] {
  const found: number[] = []
  for (const data of rows.rows.values()) {
    if (typeof data !== 'string') continue
    for (const [, container, large] of data.matchAll(
      /\{"\$":\["(?:c","\w",(\d+)|L","\w*",(\d+),\d+)\]\}/g,
    )) {
      found.push(Number(container ?? large))
    }
  }
  return found
}

/** Each part has a number of its own, and there is no row that belongs to none. */
export function expectSoundParts(rows: MemoryRows): void {
  const numbers = numbersReferredTo(rows)
  const owners = new Set(numbers)
  expect(owners.size).toBe(numbers.length)
  for (const id of rows.rows.keys()) {
    expect(id).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER)
    if (id > 1) expect(owners, `row ${id}`).toContain(Math.floor(id / SPAN))
  }
}
