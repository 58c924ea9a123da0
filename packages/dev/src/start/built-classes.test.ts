import { expect, test } from 'vitest'
import { listClasses, listSettled } from './built-classes.ts'

test('classes come from exports, SQLite unless they say legacy-kv', () => {
  const exports = {
    Old: { type: 'durable-object', storage: 'legacy-kv' },
    Counter: { type: 'durable-object', storage: 'sqlite' },
    Api: { type: 'worker' },
  }
  expect(listClasses({ exports })).toEqual([
    { className: 'Counter', sql: true },
    { className: 'Old', sql: false },
  ])
})

test('classes that were deleted, renamed or transferred are not part of the app', () => {
  const exports = {
    A: { type: 'durable-object', storage: 'sqlite', state: 'created' },
    B: { type: 'durable-object', state: 'deleted' },
    C: { type: 'durable-object', state: 'renamed', renamed_to: 'A' },
    D: { type: 'durable-object', state: 'transferred', transferred_to: 'other' },
    E: { type: 'durable-object', storage: 'sqlite', state: 'expecting-transfer' },
  }
  expect(listClasses({ exports }).map(({ className }) => className)).toEqual(['A', 'E'])
  expect(listSettled({ exports })).toEqual({
    renames: [{ from: 'C', to: 'A' }],
    removed: ['B', 'D'],
  })
})

test('an app with migrations has the classes that are left after all of them', () => {
  const migrations = [
    { new_sqlite_classes: ['A', 'B'], new_classes: ['K'] },
    { renamed_classes: [{ from: 'K', to: 'L' }], deleted_classes: ['B'] },
  ]
  expect(listClasses({ migrations })).toEqual([
    { className: 'A', sql: true },
    { className: 'L', sql: false },
  ])
})

test('a bound class counts unless it belongs to another Worker', () => {
  const bindings = [
    { name: 'A', class_name: 'A' },
    { name: 'B', class_name: 'B', script_name: 'other' },
  ]
  expect(listClasses({ durable_objects: { bindings } })).toEqual([{ className: 'A', sql: true }])
})
