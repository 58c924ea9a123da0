import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Manifest } from '../app/manifest.ts'
import { scanProject } from './scan-project.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloudwerk-project-'))
})

afterEach(() => rmSync(root, { recursive: true }))

const object = `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({})`
const withMain = '{ "main": "src/index.ts" }'
/** What stops a build of an app whose routes are served. */
const theirs = {
  'app/objects/counter.ts': object,
  'app/routes/x/route.tsx': 'export default () => <p />',
  'app/middleware.ts': 'export const theirs = 1',
  'app/worker.ts': 'export default 1',
}

async function scan(files: Record<string, string>, routes?: boolean): Promise<Manifest> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return scanProject(root, { routes })
}

test.for<[string, Record<string, string>]>([
  [
    'a main of its own',
    { 'wrangler.jsonc': withMain, 'src/index.ts': `export * from './more.js'`, 'src/more.ts': '' },
  ],
  ['a main that is a module of a package', { 'wrangler.json': '{ "main": "@a/b/server" }' }],
  ['a main that is not there yet', { 'wrangler.toml': 'main = "build/worker.js"' }],
  [
    'a configuration elsewhere',
    {
      'vite.config.ts': `import { cloudflare } from '@cloudflare/vite-plugin'
export default { plugins: [[cloudflare({ configPath: './config/w.json' })]] }`,
      'config/w.json': '{ "main": "../src/index.ts" }',
    },
  ],
  [
    'the option of the plugin in vite.config.ts',
    {
      'vite.config.mts': `import { cloudwerk as objects } from '@cloudwerk/dev/vite'
export default defineConfig(() => ({ plugins: [objects({ routes: false })] }))`,
    },
  ],
])('with %s, files of another framework are left alone', async ([, files]) => {
  const { objects, routes, middleware, worker } = await scan({ ...theirs, ...files })
  expect(objects.map(({ className }) => className)).toEqual(['Counter'])
  expect([routes, middleware, worker]).toEqual([[], [], undefined])
})

test('a project without the folder app has no objects yet', async () => {
  expect(await scan({ 'wrangler.jsonc': withMain })).toMatchObject({ objects: [], routes: [] })
})

test.for<[string, Record<string, string>, boolean | undefined]>([
  ['no main', {}, undefined],
  ['the option', { 'wrangler.jsonc': withMain }, true],
  [
    'a main that imports them somewhere',
    {
      'wrangler.jsonc': withMain,
      'src/index.ts': `import { serve } from './serve'`,
      'src/serve.ts': `import './index'\nexport { default as serve } from 'virtual:cloudwerk/worker'`,
    },
    undefined,
  ],
])('with %s, routes are served and must be right', async ([, files, routes]) => {
  await expect(scan({ ...theirs, ...files }, routes)).rejects.toThrow(/Routes cannot have JSX/)
})

test('routes that a main does not serve are known', async () => {
  const files = {
    'wrangler.jsonc': withMain,
    'app/api/route.ts': 'export function GET() {}',
    'app/all/route.ts': `export * from 'elsewhere'`,
  }
  const { routes, routeUse } = await scan(files)
  expect([routeUse, routes.map(({ file }) => file)]).toEqual(['unserved', ['app/api/route.ts']])
  expect(await scan(files, false)).toMatchObject({ routeUse: 'none', routes: [] })
})
