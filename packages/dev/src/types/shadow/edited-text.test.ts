import { expect, test } from 'vitest'
import { editText } from './edited-text.ts'

test('edits are applied in the order of their positions', () => {
  const edits = [
    { start: 4, end: 5, text: '' },
    { start: 1, end: 3, text: 'XYZ' },
  ]
  expect(editText('abcdef', edits).text).toBe('aXYZdf')
})

test('each position leads back to the original, and inserted text to the start of its edit', () => {
  const { text, toOriginal } = editText('f<T>(x)', [
    { start: 0, end: 1, text: 'define' },
    { start: 4, end: 4, text: '()' },
  ])
  expect(text).toBe('define<T>()(x)')
  expect([0, 5, 6, 8, 9, 10, 11, 12].map(toOriginal)).toEqual([0, 0, 1, 3, 4, 4, 4, 5])
})

test('a text without edits stays as it is', () => {
  const { text, toOriginal } = editText('abc', [])
  expect([text, toOriginal(2)]).toEqual(['abc', 2])
})
