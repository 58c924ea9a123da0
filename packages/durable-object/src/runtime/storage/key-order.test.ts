import { expect, it } from 'vitest'
import { compareKeys } from './key-order.ts'

/** One of each length in UTF-8, and those where the order of UTF-16 differs. */
const characters = ['a', 'b', 'ä', '€', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}']
const keys = ['', ...characters, ...characters.flatMap((a) => characters.map((b) => a + b))]

it('orders keys by their UTF-8 bytes', () => {
  for (const a of keys) {
    for (const b of keys) {
      expect(Math.sign(compareKeys(a, b)), `${a} ${b}`).toBe(compareBytes(a, b))
    }
  }
})

it('differs from the order of JavaScript', () => {
  expect(compareKeys('\uffff', '😀')).toBeLessThan(0)
  expect('\uffff' < '😀').toBe(false)
})

function compareBytes(a: string, b: string): number {
  const [left, right] = [a, b].map((key) => [...new TextEncoder().encode(key)]) as [
    number[],
    number[],
  ]
  for (const [at, byte] of left.entries()) {
    if (byte !== right[at]) return byte < (right[at] ?? -1) ? -1 : 1
  }
  return Math.sign(left.length - right.length)
}
