import { expect, test } from 'vitest'
import { didYouMean, suggest } from './suggest.ts'

test('the hint for an unknown name has the closest known one, and all of them', () => {
  expect(suggest('Conter', ['Counter', 'Room'])).toBe('Did you mean Counter? It has Counter, Room.')
  expect(suggest('Ledger', ['Counter', 'Room'])).toBe('It has Counter, Room.')
  expect(suggest('Counter', [])).toBe('It has none.')
})

test('a short name with three different letters is another name', () => {
  expect(didYouMean('sum', ['get', 'list'])).toBe('')
  expect(didYouMean('lsit', ['get', 'list'])).toBe('Did you mean list? ')
})
