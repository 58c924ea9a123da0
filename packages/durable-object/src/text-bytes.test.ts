import { expect, it } from 'vitest'
import { bytesBeyond } from './text-bytes.ts'

it.each([
  [10, 'a'.repeat(10), undefined],
  [10, 'a'.repeat(11), 11],
  [10, '€€€', undefined],
  [10, '€€€€', 12],
  [10, '😀😀', undefined],
  [10, '😀😀😀', 12],
  [0, '', undefined],
  [0, 'ä', 2],
])('of the limit %i, %j has %s bytes', (limit, text, expected) => {
  expect(bytesBeyond(limit, text)).toBe(expected)
})
