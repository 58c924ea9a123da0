import { expect, test } from 'vitest'
import { isLive } from '../config/class-record.ts'
import { readRecord } from '../config/read-records.ts'
import { compareClasses } from '../lifecycle/compare-classes.ts'
import { type ClassConfig, readBuiltClasses } from './built-classes.ts'

const file = 'dist/worker/wrangler.json'
const type = 'durable-object'
const steps = (...list: object[]): ClassConfig => ({
  migrations: list.map((step, index) => ({ tag: `v${index + 1}`, ...step })),
})
const bound = (...names: string[]): ClassConfig['durable_objects'] => ({
  bindings: names.map((name) => ({ name: name.toUpperCase(), class_name: name })),
})

interface Expected {
  sqlite?: string[]
  legacy?: string[]
  renames?: string[]
  removed?: string[]
}

const cases: [string, ClassConfig, Expected][] = [
  [
    'exports, SQLite or legacy-kv',
    {
      exports: {
        Old: { type, storage: 'legacy-kv' },
        Counter: { type, storage: 'sqlite' },
        Api: { type: 'worker' },
      },
    },
    { sqlite: ['Counter'], legacy: ['Old'] },
  ],
  [
    'exports of classes that were deleted, renamed or transferred',
    {
      exports: {
        A: { type, storage: 'sqlite', state: 'created' },
        B: { type, state: 'deleted' },
        C: { type, state: 'renamed', renamed_to: 'A' },
        D: { type, state: 'transferred', transferred_to: 'other' },
        E: { type, storage: 'sqlite', state: 'expecting-transfer' },
        F: { type, storage: 'legacy-kv', state: 'expecting-transfer' },
      },
      durable_objects: bound('A', 'B'),
    },
    { sqlite: ['A', 'E'], legacy: ['F'], renames: ['C A'], removed: ['B', 'D'] },
  ],
  [
    'migrations, after all of them',
    steps(
      { new_sqlite_classes: ['A', 'B'], new_classes: ['K'] },
      { renamed_classes: [{ from: 'K', to: 'L' }], deleted_classes: ['B'] },
    ),
    { sqlite: ['A'], legacy: ['L'], renames: ['K L'], removed: ['B'] },
  ],
  [
    'a step that deletes a legacy class and makes a SQLite class of its name',
    steps({ new_classes: ['Room'] }, { deleted_classes: ['Room'], new_sqlite_classes: ['Room'] }),
    { sqlite: ['Room'] },
  ],
  [
    'a step that deletes a SQLite class and makes a legacy class of its name',
    {
      ...steps(
        { new_sqlite_classes: ['Room'] },
        { new_classes: ['Room'], deleted_classes: ['Room'] },
      ),
      durable_objects: bound('Room'),
    },
    { legacy: ['Room'] },
  ],
  [
    'a step that renames a class and makes a new one of its name',
    steps(
      { new_classes: ['Room'] },
      { new_sqlite_classes: ['Room'], renamed_classes: [{ from: 'Room', to: 'OldRoom' }] },
    ),
    { sqlite: ['Room'], legacy: ['OldRoom'], renames: ['Room OldRoom'] },
  ],
  [
    'a step that deletes a class and renames another to its name',
    steps(
      { new_sqlite_classes: ['A'], new_classes: ['B'] },
      { renamed_classes: [{ from: 'B', to: 'A' }], deleted_classes: ['A'] },
    ),
    { legacy: ['A'], renames: ['B A'] },
  ],
  [
    'a chain of renames whose names come back',
    steps(
      { new_sqlite_classes: ['B'] },
      { renamed_classes: [{ from: 'B', to: 'C' }] },
      { new_classes: ['A'] },
      { renamed_classes: [{ from: 'A', to: 'B' }] },
    ),
    { sqlite: ['C'], legacy: ['B'], renames: ['B C', 'A B'] },
  ],
  [
    'a class that another Worker hands over',
    steps({ transferred_classes: [{ from: 'X', from_script: 'other', to: 'Y' }] }),
    { sqlite: ['Y'] },
  ],
  [
    'a bound class that a list has as deleted',
    {
      ...steps({ new_sqlite_classes: ['A'] }, { deleted_classes: ['A'] }),
      durable_objects: bound('A'),
    },
    { sqlite: ['A'], removed: ['A'] },
  ],
  [
    'bound classes, unless they belong to another Worker',
    {
      durable_objects: {
        bindings: [
          { name: 'A', class_name: 'A' },
          { name: 'B', class_name: 'B', script_name: 'other' },
        ],
      },
    },
    { sqlite: ['A'] },
  ],
]

test.each(cases)('start finds the classes of %s', (_, config, expected) => {
  const { classes, settled } = readBuiltClasses(config, file)
  const named = (sql: boolean) =>
    classes.filter((each) => each.sql === sql).map(({ className }) => className)
  const { sqlite = [], legacy = [], renames = [], removed = [] } = expected
  expect({
    sqlite: named(true),
    legacy: named(false),
    renames: settled.renames.map(({ from, to }) => `${from} ${to}`),
    removed: settled.removed,
  }).toEqual({ sqlite, legacy, renames, removed })
})

test.each(cases)('the build agrees with start about %s', (_, config) => {
  const record = readRecord(config, { file, environment: undefined })
  const recorded = (className: string) => {
    const entry = record.entries.get(className)
    return entry !== undefined && isLive(entry)
  }
  // A bound class that is not recorded is new to the build.
  const objects = readBuiltClasses(config, file)
    .classes.filter(({ className }) => recorded(className))
    .map(({ className, sql }) => ({
      className,
      file: `app/objects/${className}.ts`,
      storage: sql ? ('sqlite' as const) : ('legacy-kv' as const),
    }))
  const exported = new Set(objects.map(({ className }) => className))
  expect([...exported].sort()).toEqual([...record.entries.keys()].filter(recorded).sort())
  const { added, vanished, changed } = compareClasses(record, { objects, exported })
  expect({ added, vanished, changed }).toEqual({ added: [], vanished: [], changed: [] })
})
