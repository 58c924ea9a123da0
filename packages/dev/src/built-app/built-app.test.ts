import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readBuiltApp } from './built-app.ts'

const roots: string[] = []

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

function makeApp(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-built-'))
  roots.push(root)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

const pointer = {
  '.wrangler/deploy/config.json': '{"configPath":"../../dist/worker/wrangler.json"}',
}

function wranglerJson(more: object = {}): string {
  const base = { name: 'app', main: 'index.js', compatibility_date: '2026-10-01' }
  return JSON.stringify({ ...base, ...more })
}

test('the modules are the files of the bundle, by extension, the main one first', () => {
  const root = makeApp({
    ...pointer,
    'dist/worker/wrangler.json': wranglerJson(),
    'dist/worker/index.js': '',
    'dist/worker/index.js.map': '',
    'dist/worker/assets/a.js': '',
    'dist/worker/assets/b.wasm': '',
    'dist/worker/assets/c.txt': '',
    'dist/worker/assets/d.html': '',
    'dist/worker/assets/e.bin': '',
    'dist/worker/.dev.vars': '',
    'dist/worker/.vite/manifest.json': '',
  })
  const { folder, modules } = readBuiltApp(root)
  expect(folder).toBe(join(root, 'dist/worker'))
  expect(modules).toEqual([
    { name: 'index.js', type: 'esModule' },
    { name: 'assets/a.js', type: 'esModule' },
    { name: 'assets/c.txt', type: 'text' },
    { name: 'assets/d.html', type: 'text' },
    { name: 'assets/e.bin', type: 'data' },
    { name: 'assets/b.wasm', type: 'wasm' },
  ])
})

test('a configured rule takes precedence over the default ones', () => {
  const rules = [{ type: 'Text', globs: ['**/*.md', 'plain.js'] }]
  const root = makeApp({
    ...pointer,
    'dist/worker/wrangler.json': wranglerJson({ rules }),
    'dist/worker/index.js': '',
    'dist/worker/plain.js': '',
    'dist/worker/readme.md': '',
  })
  expect(readBuiltApp(root).modules).toEqual([
    { name: 'index.js', type: 'esModule' },
    { name: 'plain.js', type: 'text' },
    { name: 'readme.md', type: 'text' },
  ])
})

test('an app that was not built says so', () => {
  expect(() => readBuiltApp(makeApp({}))).toThrow(
    expect.objectContaining({ name: 'UserError', hint: 'Run cloudwerk build first.' }),
  )
  expect(() => readBuiltApp(makeApp(pointer))).toThrow(
    expect.objectContaining({ file: join('dist', 'worker', 'wrangler.json') }),
  )
})

test('a build that is damaged or has no main module names the file', () => {
  const damaged = makeApp({ ...pointer, 'dist/worker/wrangler.json': '{' })
  expect(() => readBuiltApp(damaged)).toThrow(/dist.worker.wrangler\.json is missing or damaged/)
  const headless = makeApp({ ...pointer, 'dist/worker/wrangler.json': wranglerJson() })
  expect(() => readBuiltApp(headless)).toThrow(/dist\/worker\/index\.js is missing or damaged/)
})
