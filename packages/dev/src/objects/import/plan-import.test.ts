import { expect, test } from 'vitest'
import { type ImportPlan, type PlanOptions, planImport } from './plan-import.ts'
import type { SourceFolder } from './source-folders.ts'

function folder(worker: string, className: string, objects = 2): SourceFolder {
  const key = `${worker}-${className}`
  return { key, worker, className, objects, bytes: 1000, folder: `/state/v3/do/${key}` }
}

interface Given extends Partial<Omit<PlanOptions, 'stored' | 'app'>> {
  app?: Partial<PlanOptions['app']>
  /** How many objects are stored under each key. */
  stored?: Record<string, number>
}

function plan({ stored = {}, app, ...given }: Given): ImportPlan {
  return planImport({
    sources: [folder('shop', 'Cart')],
    keys: new Map([
      ['Cart', 'shop-Cart'],
      ['Room', 'shop-Room'],
    ]),
    ...given,
    app: { name: 'shop', classNames: ['Cart', 'Room'], renames: [], ...app },
    stored: (key) => ({ folder: `/data/objects/${key}`, objects: stored[key] ?? 0, bytes: 0 }),
  })
}

function imported({ imports, keys }: ImportPlan): Record<string, unknown> {
  return Object.fromEntries(imports.map(({ className }) => [className, keys.get(className)]))
}

test('a class takes over the key of what it imports', () => {
  expect(imported(plan({}))).toEqual({ Cart: 'shop-Cart' })
  const other = plan({ sources: [folder('old', 'Cart'), folder('old', 'Room')] })
  expect(imported(other)).toEqual({ Cart: 'old-Cart', Room: 'old-Room' })
})

test('a renamed class imports what was stored under its old name', () => {
  const renames = [
    { from: 'Basket', to: 'Trolley' },
    { from: 'Trolley', to: 'Cart' },
  ]
  const found = plan({ sources: [folder('shop', 'Basket')], app: { renames } })
  expect(imported(found)).toEqual({ Cart: 'shop-Basket' })
})

test('objects of other Workers and of unknown classes are left out', () => {
  const sources = [folder('shop', 'Cart'), folder('other', 'Cart'), folder('shop', 'Gone')]
  const { imports, skipped } = plan({ sources })
  expect(imports.map(({ source }) => source.key)).toEqual(['shop-Cart'])
  expect(skipped.map(({ source, reason }) => [source.key, reason])).toEqual([
    ['shop-Gone', 'the app has no class Gone'],
    ['other-Cart', 'another Worker has stored them; --worker other imports them'],
  ])
  expect(imported(plan({ sources, worker: 'other' }))).toEqual({ Cart: 'other-Cart' })
})

test.for<[string, Given, RegExp]>([
  ['a class that has objects', { stored: { 'shop-Cart': 3 } }, /Cart has 3 objects already, in /],
  [
    'a class that has objects under another key',
    { sources: [folder('old', 'Cart')], stored: { 'shop-Cart': 1 } },
    /Cart has 1 object already, in \/data\/objects\/shop-Cart/,
  ],
  [
    'the old and the new name of a class',
    {
      sources: [folder('shop', 'Basket'), folder('shop', 'Cart')],
      app: { renames: [{ from: 'Basket', to: 'Cart' }] },
    },
    /Two folders have objects of Cart: \S+shop-Basket and \S+shop-Cart/,
  ],
  [
    'several other Workers',
    { sources: [folder('one', 'Cart'), folder('two', 'Cart')] },
    /Several Workers have stored objects there: one, two/,
  ],
  ['an unknown Worker', { worker: 'shp' }, /There are no objects .* a Worker shp has stored/],
  ['an unknown class', { className: 'Crt' }, /The app has no class Crt/],
  ['only unknown classes', { sources: [folder('shop', 'Gone')] }, /Nothing can be imported/],
  ['a class without objects there', { className: 'Room' }, /Nothing can be imported/],
  [
    'a folder that another class stores its objects in',
    { keys: new Map([['Room', 'shop-Cart']]) },
    /Room and Cart would store their objects in the same folder/,
  ],
])('it refuses %s', ([, given, message]) => {
  expect(() => plan(given)).toThrow(message)
})
