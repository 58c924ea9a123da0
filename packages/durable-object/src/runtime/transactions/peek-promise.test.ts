import { expect, test } from 'vitest'
import { peek } from './peek-promise.ts'

const peeked = (value: unknown): string => peek(Promise.resolve(value)).peeked

test.each([
  ['undefined', undefined],
  ['a number', -1.5e30],
  ['an empty text', ''],
  ['a text that looks like something else', 'Promise { <pending> [Function: f] }'],
  ['a list with holes', Array(3)],
  ['nested data', { users: [{ name: "Ada O'Neil", born: new Date(0), big: 10n }] }],
  ['maps and sets', { seen: new Map([['a', new Set([1, null])]]) }],
  ['odd keys', { 'a b': 1, "it's": 2, '`\'"': 3 }],
])('sees that the value of a promise is data: %s', (_, value) => {
  expect(peeked(value)).toBe('data')
})

test.each([
  ['a function', () => 1],
  ['a class', class Room {}],
  ['an instance of a class', new (class Room {})()],
  ['an error', new Error('broken')],
  ['a symbol', Symbol('secret')],
  ['a promise', { inner: Promise.resolve(1) }],
  ['bytes', new Uint8Array(3)],
])('cannot tell whether this can be sent: %s', (_, value) => {
  expect(peeked(value)).toBe('unknown')
})

test('sees that a promise waits, or has failed', () => {
  expect(peek(new Promise(() => undefined)).peeked).toBe('pending')
  const failed = Promise.reject(new Error('broken'))
  failed.catch(() => undefined)
  expect(peek(failed).peeked).toBe('failed')
})

test('says whether looking is cheap enough to do it again', () => {
  expect(peek(Promise.resolve([1, 2, 3])).isShort).toBe(true)
  expect(peek(Promise.resolve(Array(4_000).fill(1))).isShort).toBe(false)
})

test('does not take texts for sure that may be too long for one call', () => {
  expect(peeked('x'.repeat(100_000))).toBe('data')
  expect(peeked(['x'.repeat(3_000_000), 'x'.repeat(3_000_000)])).toBe('unknown')
})
