import { expect, it } from 'vitest'
import { findDifference } from './find-difference.ts'

it.each<[a: unknown, b: unknown, path: string | undefined]>([
  [{ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }, undefined],
  [Number.NaN, Number.NaN, undefined],
  [{ users: [{ name: 'a' }] }, { users: [{ name: 'b' }] }, '.users[0].name'],
  [{ a: 1 }, { a: 1, b: 2 }, ''],
  [{ a: 1, b: 2 }, { a: 1 }, ''],
  [{ a: 1 }, { b: 1 }, ''],
  [[1, 2], [1, 3], '[1]'],
  [{ at: new Date(1) }, { at: new Date(2) }, '.at'],
  [{ at: new Date(1) }, { at: new Date(1) }, undefined],
  [{ match: /a/ }, { match: /a/i }, '.match'],
  [{ ids: new Set([1]) }, { ids: new Set([1, 2]) }, '.ids'],
  [new Map([[{ id: 1 }, 1]]), new Map([[{ id: 1 }, 1]]), undefined],
  [
    { bytes: new Uint8Array([1, 2]).buffer },
    { bytes: new Uint8Array([1, 3]).buffer },
    '.bytes["1"]',
  ],
  [{ a: null }, { a: {} }, '.a'],
  [[], {}, ''],
])('%o and %o differ at %j', (a, b, path) => {
  expect(findDifference(a, b)).toBe(path)
})
