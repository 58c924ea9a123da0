import { describe, expect, test } from 'vitest'
import type { ClassEntry, ClassRecord } from '../config/class-record.ts'
import { type CodeClasses, compareClasses, isUnsettled } from './compare-classes.ts'

const created = (storage: 'sqlite' | 'legacy-kv' = 'sqlite'): ClassEntry => ({
  state: 'created',
  storage,
})

function record(
  entries: Record<string, ClassEntry>,
  kind: ClassRecord['kind'] = 'exports',
): ClassRecord {
  return {
    kind,
    environment: undefined,
    tags: [],
    renames: [],
    entries: new Map(Object.entries(entries)),
  }
}

function code(names: string[], exported: string[] | undefined = names): CodeClasses {
  const objects = names.map((className) => ({
    className,
    file: `app/objects/${className}.ts`,
    storage: 'sqlite' as const,
  }))
  return { objects, exported: exported && new Set(exported) }
}

const nothing = { added: [], vanished: [], changed: [], returned: [], unexported: [] }

test('code and record that agree differ in nothing', () => {
  const comparison = compareClasses(record({ A: created() }), code(['A']))
  expect(comparison).toEqual(nothing)
  expect(isUnsettled(comparison)).toBe(false)
})

test('an object without an entry is new', () => {
  const comparison = compareClasses(record({}), code(['A']))
  expect(comparison).toEqual({ ...nothing, added: [expect.objectContaining({ className: 'A' })] })
  expect(isUnsettled(comparison)).toBe(false)
})

test('an entry whose class is not exported has vanished', () => {
  const comparison = compareClasses(record({ A: created(), B: created('legacy-kv') }), code(['A']))
  expect(comparison.vanished).toEqual([{ className: 'B', storage: 'legacy-kv' }])
  expect(isUnsettled(comparison)).toBe(true)
})

test('a hand-written class that the bundle exports has not vanished', () => {
  expect(compareClasses(record({ Hand: created() }), code([], ['Hand', 'default']))).toEqual(
    nothing,
  )
})

test('nothing has vanished while the exports are not known', () => {
  const { objects } = code(['A'])
  expect(
    compareClasses(record({ B: created() }), { objects, exported: undefined }).vanished,
  ).toEqual([])
})

test('an object of another storage than recorded has changed', () => {
  const { changed } = compareClasses(record({ A: created('legacy-kv') }), code(['A']))
  expect(changed).toEqual([
    { className: 'A', file: 'app/objects/A.ts', recorded: 'legacy-kv', written: 'sqlite' },
  ])
})

test('an object that the Worker does not export is reported', () => {
  const { unexported } = compareClasses(record({ A: created() }), code(['A'], ['default']))
  expect(unexported).toEqual([expect.objectContaining({ className: 'A' })])
})

describe('entries of classes that are gone', () => {
  test.each<[string, ClassEntry]>([
    ['deleted', { state: 'deleted' }],
    ['renamed', { state: 'renamed', to: 'B' }],
    ['transferred', { state: 'transferred' }],
    ['expecting a transfer', { state: 'expecting-transfer' }],
  ])('one that is %s is left alone', (_state, entry) => {
    expect(compareClasses(record({ A: entry, B: created() }), code(['B']))).toEqual(nothing)
  })

  test.each<ClassEntry>([{ state: 'deleted' }, { state: 'renamed', to: 'B' }])(
    'an object of that name has returned: %o',
    (entry) => {
      const { returned, added } = compareClasses(
        record({ A: entry, B: created() }),
        code(['A', 'B']),
      )
      expect(returned).toEqual([expect.objectContaining({ className: 'A', entry })])
      expect(added).toEqual([])
    },
  )

  test('a hand-written class of that name has returned', () => {
    const { returned } = compareClasses(record({ Hand: { state: 'deleted' } }), code([], ['Hand']))
    expect(returned).toEqual([{ className: 'Hand', entry: { state: 'deleted' } }])
  })

  test('migrations may create a class again', () => {
    const { returned, added } = compareClasses(
      record({ A: { state: 'deleted' } }, 'migrations'),
      code(['A']),
    )
    expect([returned, added.length]).toEqual([[], 1])
  })
})
