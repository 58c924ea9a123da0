import { describe, expect, test } from 'vitest'
import type { ClassEntry, ClassRecord } from '../config/class-record.ts'
import { type Decisions, settleClasses } from './settle-classes.ts'

const entries: Record<string, ClassEntry> = {
  Old: { state: 'created', storage: 'sqlite' },
  Legacy: { state: 'created', storage: 'legacy-kv' },
  Here: { state: 'created', storage: 'sqlite' },
  Hand: { state: 'created', storage: 'sqlite' },
  Gone: { state: 'deleted' },
  Moved: { state: 'renamed', to: 'Here' },
  Given: { state: 'transferred' },
}
const record: ClassRecord = {
  kind: 'exports',
  environment: undefined,
  tags: [],
  renames: [],
  entries: new Map(Object.entries(entries)),
}
const objects = ['Here', 'New'].map((className) => ({
  className,
  file: `app/objects/${className.toLowerCase()}.ts`,
  storage: 'sqlite' as const,
}))
const code = { objects, exported: new Set(['Here', 'New', 'Hand']) }

function settle(decisions: Partial<Decisions>) {
  return settleClasses(
    { record, code, file: 'wrangler.jsonc' },
    { rename: [], delete: [], keep: [], ...decisions },
  )
}

const rename = (from: string, to: string) => settle({ rename: [{ from, to }] })

test('a rename gives the new class the storage of the old one', () => {
  expect(rename('Old', 'New')).toEqual([
    { what: 'rename', from: 'Old', to: 'New', storage: 'sqlite' },
  ])
})

test('a deletion of a class that is gone is one change', () => {
  expect(settle({ delete: ['Old', 'Legacy'] })).toEqual([
    { what: 'delete', className: 'Old' },
    { what: 'delete', className: 'Legacy' },
  ])
})

test('keeping a class changes nothing in the record', () => {
  expect(settle({ keep: ['Old'] })).toEqual([])
})

test('a decision that the record already holds makes no change', () => {
  expect(rename('Moved', 'Here')).toEqual([])
  expect(settle({ delete: ['Gone'] })).toEqual([])
})

describe('refused, with what to do', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a rename onto a recorded class', () => rename('Old', 'Here'), /already has a class Here/],
    ['a rename to nothing', () => rename('Old', 'Nwe'), /renamed to Nwe: there is no such class/],
    ['a rename to another storage', () => rename('Legacy', 'New'), /cannot be converted/],
    ['a rename of a class with a file', () => rename('Here', 'New'), /app\/objects\/here\.ts/],
    ['a rename of an unknown class', () => rename('Odl', 'New'), /no class Odl/],
    [
      'a rename of what was renamed',
      () => rename('Moved', 'New'),
      /already lists Moved as renamed to Here/,
    ],
    [
      'a rename of what was given away',
      () => rename('Given', 'New'),
      /already lists Given as transferred/,
    ],
    ['a deletion of a class with a file', () => settle({ delete: ['Here'] }), /still exists/],
    ['a deletion of a new class', () => settle({ delete: ['New'] }), /still exists/],
    ['a deletion of a class of the bundle', () => settle({ delete: ['Hand'] }), /still exists/],
    ['two decisions', () => settle({ delete: ['Old'], keep: ['Old'] }), /given twice/],
    [
      'two classes of one new name',
      () =>
        settle({
          rename: [
            { from: 'Old', to: 'New' },
            { from: 'Legacy', to: 'New' },
          ],
        }),
      /Two classes/,
    ],
  ])('%s', (_what, decide, message) => {
    expect(decide).toThrow(message)
    expect(decide).toThrow(expect.objectContaining({ hint: expect.stringMatching(/\w/) }))
  })
})
