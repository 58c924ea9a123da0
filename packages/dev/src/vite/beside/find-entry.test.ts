import { expect, test } from 'vitest'
import type { ObjectEntry } from '../../app/manifest.ts'
import { entryModuleId } from './add-classes.ts'
import { findEntry, isComplete } from './find-entry.ts'

const objects = [{ className: 'Counter' }] as ObjectEntry[]

function chunk(fileName: string, more: Partial<ReturnType<typeof plain>> = {}) {
  return { ...plain(fileName), ...more }
}

function plain(fileName: string) {
  return {
    type: 'chunk' as const,
    fileName,
    isEntry: true,
    facadeModuleId: null as string | null,
    exports: [] as string[],
    imports: [] as string[],
    dynamicImports: [] as string[],
  }
}

test("the Worker's entry is found among those of a framework", () => {
  const worker = chunk('index.js', { facadeModuleId: entryModuleId })
  const bundle = {
    'a.js': chunk('a.js', { exports: ['Counter'] }),
    'index.js': worker,
    'm.json': { type: 'asset' as const },
  }
  expect(findEntry(bundle, { objects })).toBe(worker)
})

test('what a framework builds before has no entry of the Worker, and what it links has one', () => {
  const linked = chunk('index.js', { exports: ['default', 'Counter'] })
  expect(findEntry({ 'temp.js': chunk('temp.js') }, { objects })).toBeUndefined()
  expect(findEntry({ 'index.js': linked }, { objects })).toBe(linked)
  expect(findEntry({ 'index.js': linked }, { objects: [] })).toBeUndefined()
})

test('a bundle is complete where all code that it imports is in it, or in the platform', () => {
  const provided = ['cloudflare:workers', 'node:util', 'buffer', 'b.js', '/app/lib.wasm']
  const other = chunk('b.js', { isEntry: false })
  const whole = { 'a.js': chunk('a.js', { imports: provided }), 'b.js': other }
  expect(isComplete(whole)).toBe(true)
  const linked = chunk('a.js', { imports: ['../ssr/bridge.js'] })
  expect(isComplete({ 'a.js': linked })).toBe(false)
  expect(isComplete({ 'a.js': chunk('a.js', { dynamicImports: ['/x/bridge.js'] }) })).toBe(false)
})
