import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, post, serve, writeFiles } from './app.ts'

const viteConfig = (plugins: string) => `import { cloudflare } from '@cloudflare/vite-plugin'
import { cloudwerk, cloudwerkConfig } from '@cloudwerk/dev/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [${plugins}] })
`

const readJson = (root: string, path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** A project as those of other frameworks: an environment of another name, and `app` with files of theirs. */
const project = {
  'vite.config.ts': viteConfig(`cloudwerk(), cloudflare({
    config: cloudwerkConfig,
    viteEnvironment: { name: 'ssr' },
    configPath: 'config/wrangler.json',
    persistState: { path: 'kept' },
    auxiliaryWorkers: [{ configPath: 'other/wrangler.json' }],
  })`),
  'config/wrangler.json': `{
  "name": "theirs",
  "main": "../src/index.ts",
  "compatibility_date": "2026-09-01",
  "vars": { "GREETING": "hello" },
  "services": [{ "binding": "OTHER", "service": "other" }],
  "durable_objects": { "bindings": [{ "name": "HAND", "class_name": "Hand" }] },
  "migrations": [{ "tag": "v1", "new_sqlite_classes": ["Hand"] }]
}
`,
  'other/wrangler.json': `{ "name": "other", "main": "index.ts", "compatibility_date": "2026-09-01" }`,
  'other/index.ts': `export default { fetch: () => new Response('the other Worker') }`,
  'src/index.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
import { Hono } from 'hono'
export * from './hand'
const app = new Hono()
app.post('/count', async ({ env, json }) => {
  const value = await durableObjects.Counter.getByName('ann').increment()
  return json([value, await env.HAND.getByName('a').greet(), env.GREETING])
})
app.get('/elsewhere', ({ env, req }) => env.OTHER.fetch(req.raw))
export default app
`,
  'index.html': '<h1>A page</h1>',
  'src/hand.ts': `import { DurableObject } from 'cloudflare:workers'
export class Hand extends DurableObject { greet() { return 'by hand' } }
`,
  'app/routes/page/route.tsx': 'export default function Page() { return <p>theirs</p> }',
  'app/middleware.ts': 'export const theirs = 1',
  'app/[locale.json]/route.ts': 'export const loader = () => 1',
  'app/api/counter/[id]/route.ts': null,
  'app/route.ts': null,
}

test("cloudwerk() adds objects to the Worker of the project's own cloudflare()", async () => {
  const root = copyApp(project)
  const dev = await serve(root, 'dev')
  expect(await post(`${dev.url}/count`)).toEqual([1, 'by hand', 'hello'])
  expect(await (await fetch(dev.url)).text()).toContain('A page')
  expect(await (await fetch(`${dev.url}/elsewhere`)).text()).toBe('the other Worker')
  expect(existsSync(join(root, 'kept/v3/do/theirs-Counter'))).toBe(true)
  expect(existsSync(join(root, '.wrangler/state'))).toBe(false)
  await dev.stop()

  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const built = readJson(root, 'dist/ssr/wrangler.json')
  expect(built).toMatchObject({
    name: 'theirs',
    compatibility_date: '2026-09-01',
    migrations: [{ new_sqlite_classes: ['Hand'] }, { new_sqlite_classes: ['Counter'] }],
  })
  expect(readJson(root, 'config/wrangler.json').migrations).toHaveLength(2)
  expect(existsSync(join(root, 'dist/worker'))).toBe(false)
  expect(readJson(root, '.wrangler/deploy/config.json').auxiliaryWorkers).toHaveLength(1)
  const start = await serve(root, 'start')
  expect(await post(`${start.url}/count`)).toEqual([1, 'by hand', 'hello'])
  expect(await (await fetch(start.url)).text()).toContain('A page')
})

test('an app of routes has a cloudflare() of its own', async () => {
  const root = copyApp({
    'vite.config.ts': viteConfig('cloudwerk(), cloudflare({ config: cloudwerkConfig })'),
    'package.json': '{ "name": "of-routes", "type": "module" }',
  })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(existsSync(join(root, 'dist/of_routes/wrangler.json'))).toBe(true)
  const start = await serve(root, 'start')
  expect(await post(`${start.url}/api/counter/ann`)).toEqual({ value: 5 })
})

test.for([
  ['first', `cloudwerk(), cloudflare({ viteEnvironment: { name: 'ssr' } })`],
  ['last', `cloudflare({ viteEnvironment: { name: 'ssr' } }), cloudwerk()`],
  ['nowhere', `cloudflare({ viteEnvironment: { name: 'ssr' } })`],
] as const)(
  'without its word a build stops with the line to copy: cloudwerk() is %s',
  async ([, plugins]) => {
    const root = copyApp({ 'vite.config.ts': viteConfig(plugins) })
    const { code, output } = await cloudwerk(root, 'build')
    expect(output).toMatch(/^vite\.config\.ts:5:\d+\n/)
    expect(output).toContain(
      "cloudflare({ config: cloudwerkConfig, viteEnvironment: { name: 'ssr' } }),\n      cloudwerk(),",
    )
    expect(code).toBe(1)
    expect(existsSync(join(root, 'dist'))).toBe(false)
  },
)

test('a configuration that only the code of vite.config.ts names stops the build', async () => {
  const root = copyApp({
    'vite.config.ts': viteConfig(
      "cloudwerk(), cloudflare({ config: cloudwerkConfig, configPath: ['other', '.json'].join('') })",
    ),
    'other.json': '{ "name": "other", "compatibility_date": "2026-10-01" }',
  })
  const { code, output } = await cloudwerk(root, 'build')
  expect(output).toMatch(/reads other\.json, and cloudwerk\(\) has found no configuration/)
  expect(code).toBe(1)
})

test('a name that main and an object both have stops the build', async () => {
  const root = copyApp({
    'vite.config.ts': viteConfig('cloudflare({ config: cloudwerkConfig }), cloudwerk()'),
    'wrangler.jsonc': `{ "name": "own", "main": "src/index.ts", "compatibility_date": "2026-10-01" }`,
    'src/index.ts': `export * from './classes'\nexport default { fetch: () => new Response('mine') }`,
    'src/classes.ts': 'export class Counter {}',
  })
  const { code, output } = await cloudwerk(root, 'build')
  expect(output).toMatch(/src\/index\.ts exports the name Counter[\s\S]*app\/objects\/counter\.ts/)
  expect(code).toBe(1)
  writeFiles(root, { 'src/classes.ts': `export * from '@cloudwerk/dev/objects'` })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
})
