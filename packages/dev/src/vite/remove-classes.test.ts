import type { WorkerConfig } from '@cloudflare/vite-plugin'
import { expect, test } from 'vitest'
import { removeClasses } from './remove-classes.ts'

const sqlite = { type: 'durable-object', storage: 'sqlite' }

function configOf(record: object): WorkerConfig {
  // Only what is read here, of a configuration that Wrangler has filled in.
  return { durable_objects: { bindings: [] }, ...record } as unknown as WorkerConfig
}

const without = (className: string, record: object) =>
  removeClasses(configOf(record), { absent: new Set([className]), returned: new Set() })

test('a class is removed together with renames to it', () => {
  const renamed = { type: 'durable-object', state: 'renamed', renamed_to: 'B' }
  expect(without('B', { exports: { A: renamed, B: sqlite, C: sqlite } }).exports).toEqual({
    C: sqlite,
  })
})

test('a class that exists at the end of a list of migrations is deleted there', () => {
  const migrations = [
    { tag: 'v1', new_sqlite_classes: ['A', 'B'] },
    { tag: 'v2', deleted_classes: ['A'] },
  ]
  expect(without('A', { migrations: [...migrations] }).migrations).toEqual(migrations)
  expect(without('B', { migrations: [...migrations] }).migrations).toEqual([
    ...migrations,
    { tag: 'absent', deleted_classes: ['B'] },
  ])
})
