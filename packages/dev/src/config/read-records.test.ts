import { expect, test } from 'vitest'
import { recordFor } from './class-record.ts'
import { readRecords } from './read-records.ts'

const file = 'wrangler.jsonc'
const sqlite = { type: 'durable-object', storage: 'sqlite' }

test('an environment without its own record has that of the top level', () => {
  const records = readRecords({ exports: { A: sqlite }, env: { staging: {} } }, file)
  expect(records).toHaveLength(1)
  expect([...recordFor(records, 'staging').entries.keys()]).toEqual(['A'])
})

test('an environment with its own exports replaces those of the top level', () => {
  const env = { production: { exports: { B: sqlite } } }
  const records = readRecords({ exports: { A: sqlite }, env }, file)
  expect([...recordFor(records, 'production').entries.keys()]).toEqual(['B'])
  expect([...recordFor(records, undefined).entries.keys()]).toEqual(['A'])
})

test('entries of other types are ignored', () => {
  const [record] = readRecords({ exports: { Api: { type: 'worker' }, A: sqlite } }, file)
  expect([...(record?.entries.keys() ?? [])]).toEqual(['A'])
})

test('all steps of the migrations are applied', () => {
  const migrations = [
    { tag: 'v1', new_sqlite_classes: ['A', 'B'], new_classes: ['K'] },
    { tag: 'v2', renamed_classes: [{ from: 'A', to: 'C' }], deleted_classes: ['B'] },
    { tag: 'v3', transferred_classes: [{ from: 'X', from_script: 'other', to: 'Y' }] },
  ]
  const [record] = readRecords({ migrations }, file)
  expect(record?.kind).toBe('migrations')
  expect(record?.tags).toEqual(['v1', 'v2', 'v3'])
  expect(Object.fromEntries(record?.entries ?? [])).toEqual({
    A: { state: 'renamed', to: 'C' },
    B: { state: 'deleted' },
    C: { state: 'created', storage: 'sqlite' },
    K: { state: 'created', storage: 'legacy-kv' },
    Y: { state: 'expecting-transfer' },
  })
})

const migrations = [{ tag: 'v1', new_classes: ['A'] }]

test.each<[string, object, RegExp]>([
  ['both kinds', { migrations, exports: { A: sqlite } }, /Both `migrations` and `exports`/],
  [
    'both kinds in an environment',
    { migrations, env: { p: { exports: { A: sqlite } } } },
    /Both `env\.p\.migrations` and `env\.p\.exports`/,
  ],
  ['exports that are a list', { exports: ['A'] }, /`exports` must be an object/],
  ['an entry that is text', { exports: { A: 'sqlite' } }, /`exports\.A` must be an object/],
  [
    'an entry without a type',
    { exports: { A: { storage: 'sqlite' } } },
    /`exports\.A` has no `type`/,
  ],
  ['an entry without storage', { exports: { A: { type: 'durable-object' } } }, /needs a `storage`/],
  [
    'an unknown state',
    { exports: { A: { ...sqlite, state: 'parked' } } },
    /unknown `state`: "parked"/,
  ],
  [
    'a rename to a class without an entry',
    { exports: { A: { type: 'durable-object', state: 'renamed', renamed_to: 'B' } } },
    /renamed to B, which has no entry/,
  ],
  ['migrations that are not a list', { migrations: {} }, /`migrations` must be a list/],
  ['a migration without a tag', { migrations: [{ new_classes: ['A'] }] }, /\[0\]` has no `tag`/],
  ['a migration with text', { migrations: [{ tag: 'v1', new_classes: 1 }] }, /not what Wrangler/],
])('%s is refused with the file', (_what, config, message) => {
  expect(() => readRecords(config, file)).toThrow(message)
  expect(() => readRecords(config, file)).toThrow(expect.objectContaining({ file }))
})
