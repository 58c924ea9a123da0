import { expect, test } from 'vitest'
import { absentClasses, assignKeys, formatNamespaces, parseNamespaces } from './namespace-keys.ts'

const file = '/data/objects.json'

test('a new class gets the key of the dev server', () => {
  const keys = assignKeys(new Map(), { name: 'shop', classNames: ['Cart', 'Order'] })
  expect([...keys]).toEqual([
    ['Cart', 'shop-Cart'],
    ['Order', 'shop-Order'],
  ])
})

test('a class keeps its key when the Worker is renamed', () => {
  const keys = assignKeys(new Map([['Cart', 'shop-Cart']]), { name: 'store', classNames: ['Cart'] })
  expect([...keys]).toEqual([['Cart', 'shop-Cart']])
})

test('a new class does not get a key that a renamed class keeps, not even in other case', () => {
  const stored = new Map([['Basket', 'shop-Cart']])
  const keys = assignKeys(stored, { name: 'shop', classNames: ['Basket', 'Cart', 'CART'] })
  expect([...keys.values()]).toEqual(['shop-Cart', 'shop-Cart-2', 'shop-CART-3'])
})

test('keys survive writing and parsing', () => {
  const keys = new Map([['Cart', 'shop-Cart']])
  const text = formatNamespaces(keys)
  expect(JSON.parse(text)).toEqual({ version: 1, classes: { Cart: { uniqueKey: 'shop-Cart' } } })
  expect(parseNamespaces(text, file)).toEqual(keys)
})

test('classes that are missing from the build are found', () => {
  const keys = new Map([
    ['A', 'a'],
    ['B', 'b'],
  ])
  expect(absentClasses(keys, ['B', 'C'])).toEqual(['A'])
})

test.each([
  ['', 'damaged'],
  ['null', 'damaged'],
  ['{"version":1}', 'damaged'],
  ['{"version":1,"classes":{"A":"a"}}', 'damaged'],
  ['{"version":1,"classes":{"A":{"uniqueKey":"../a"}}}', 'damaged'],
  ['{"version":1,"classes":{"A":{"uniqueKey":".."}}}', 'damaged'],
  ['{"version":1,"classes":{"A":{"uniqueKey":"x"},"B":{"uniqueKey":"X"}}}', 'damaged'],
  ['{"version":2,"classes":{}}', 'written by a newer version of cloudwerk'],
])('%s is refused with the file', (text, reason) => {
  expect(() => parseNamespaces(text, file)).toThrow(reason)
  expect(() => parseNamespaces(text, file)).toThrow(file)
})
