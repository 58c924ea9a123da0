import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cloudwerk, copyApp, post, serve, writeFiles } from './app.ts'

const built = (root: string) =>
  JSON.parse(readFileSync(join(root, 'dist/worker/wrangler.json'), 'utf8'))

const wrangler = `{
  "name": "mine",
  "compatibility_date": "2026-09-01",
  "compatibility_flags": ["nodejs_zlib"],
  "vars": { "GREETING": "hello", "SECRET": "none" },
  "routes": [{ "pattern": "example.com/*", "zone_name": "example.com" }],
  "kv_namespaces": [{ "binding": "CACHE", "id": "cache" }],
  "d1_databases": [{ "binding": "DB", "database_id": "db", "database_name": "db" }],
  "r2_buckets": [{ "binding": "FILES", "bucket_name": "files" }],
  "queues": { "producers": [{ "binding": "JOBS", "queue": "jobs" }] },
  "durable_objects": { "bindings": [{ "name": "FAR", "class_name": "Far", "script_name": "far" }] },
  "exports": { "Counter": { "type": "durable-object", "storage": "sqlite" } }
}
`
const vite = `import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
export default defineConfig({
  resolve: { alias: { '#words': fileURLToPath(new URL('./words.ts', import.meta.url)) } },
  plugins: [{
    name: 'mine',
    resolveId: (id) => (id === 'virtual:mine' ? '\\0mine' : undefined),
    load: (id) => (id === '\\0mine' ? 'export default "plugin"' : undefined),
  }],
})
`
const files = {
  'wrangler.jsonc': wrangler,
  'vite.config.ts': vite,
  'words.ts': `export const word = 'alias'`,
  '.dev.vars': 'SECRET=of dev\n',
  'app/route.ts': `import { json, type RouteContext } from '@cloudwerk/core'
import { word } from '#words'
import plugin from 'virtual:mine'
export async function GET(_request: Request, { env }: any) {
  await env.CACHE?.put('key', 'kept')
  const kept = await env.CACHE?.get('key')
  return json({ greeting: env.GREETING, secret: env.SECRET, word, plugin, kept: kept ?? null })
}`,
}

test("the user's configuration is honored by dev, build, start and deploy", async () => {
  const root = copyApp(files)
  const dev = await serve(root, 'dev')
  const words = { greeting: 'hello', word: 'alias', plugin: 'plugin' }
  const inDev = await (await fetch(dev.url)).json()
  expect(inDev).toEqual({ ...words, secret: 'of dev', kept: 'kept' })
  dev.child.kill('SIGTERM')
  await dev.ended

  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(built(root)).toMatchObject({
    name: 'mine',
    compatibility_date: '2026-09-01',
    compatibility_flags: ['enable_request_signal', 'nodejs_zlib'],
    vars: { GREETING: 'hello', SECRET: 'none' },
    routes: [{ pattern: 'example.com/*' }],
    kv_namespaces: [{ binding: 'CACHE' }],
    d1_databases: [{ binding: 'DB' }],
    r2_buckets: [{ binding: 'FILES' }],
    queues: { producers: [{ binding: 'JOBS' }] },
  })
  expect(built(root).durable_objects.bindings).toHaveLength(2)
  expect(readFileSync(join(root, 'wrangler.jsonc'), 'utf8')).toBe(wrangler)
  expect(existsSync(join(root, 'dist/worker/.dev.vars'))).toBe(false)

  writeFiles(root, { 'production.env': 'SECRET="of production"\n' })
  const start = await serve(root, 'start', '--env-file', 'production.env')
  const inStart = await (await fetch(start.url)).json()
  expect(inStart).toEqual({ ...words, secret: 'of production', kept: null })
  for (const name of ['CACHE', 'DB', 'FILES', 'JOBS', 'FAR']) {
    expect(start.output()).toMatch(new RegExp(`env\\.${name} is .* cannot serve`))
  }
  expect((await cloudwerk(root, 'deploy', '--dry-run')).output).toContain('env.CACHE')
})

describe('a configuration with which objects cannot run stops build and dev', () => {
  const config = (more: string) => ({ 'wrangler.jsonc': `{ "name": "app", ${more} }` })

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'a date before AsyncLocalStorage',
      config('"compatibility_date": "2026-08-03"'),
      /2026-08-04 or later, or add "nodejs_compat"/,
    ],
    [
      'a date before errors keep their fields',
      config('"compatibility_date": "2026-04-20", "compatibility_flags": ["nodejs_als"]'),
      /2026-04-21 or later, or add "enhanced_error_serialization"/,
    ],
    [
      'a flag that turns off what is needed',
      config('"compatibility_date": "2026-10-01", "compatibility_flags": ["no_nodejs_compat"]'),
      /Remove no_nodejs_compat/,
    ],
    [
      'a binding that stands where an object belongs',
      config('"compatibility_date": "2026-10-01", "vars": { "COUNTER": "one" }'),
      /COUNTER is bound to a variable/,
    ],
  ])('%s', async (_what, more, message) => {
    const root = copyApp(more)
    for (const command of ['build', 'dev']) {
      const { code, output } = await cloudwerk(root, command)
      expect(output).toMatch(message)
      expect(output).not.toMatch(/\n\s+at /)
      expect(code).toBe(1)
    }
  })

  test('an early date with both flags is accepted', async () => {
    const flags = '["nodejs_als", "enhanced_error_serialization"]'
    const root = copyApp(
      config(`"compatibility_date": "2026-03-01", "compatibility_flags": ${flags}`),
    )
    expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  })
})

test('a Worker with its own main keeps its handler and gets the objects', async () => {
  const root = copyApp({
    'app/api': null,
    'app/objects/counter.ts': null,
    'app/objects/tally.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    async increment(amount = 1) {
      this.state.value += amount
      return this.state.value
    },
  },
})
`,
    'wrangler.jsonc': `{
  "name": "own",
  "main": "src/index.ts",
  "compatibility_date": "2026-10-01",
  "exports": { "Hand": { "type": "durable-object", "storage": "sqlite" } }
}`,
    'src/hand.ts': `import { DurableObject } from 'cloudflare:workers'
export class Hand extends DurableObject {}
`,
    'src/index.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
export * from '@cloudwerk/dev/objects'
export * from './hand'
export default {
  async fetch(request: Request, env: any) {
    if (request.method === 'GET') return new Response('my own')
    const own = await env.TALLY.getByName('a').increment(2)
    return Response.json([own, await durableObjects.Tally.getByName('a').increment(3)])
  },
}
`,
  })
  const dev = await serve(root, 'dev')
  expect(await post(dev.url)).toEqual([2, 5])
  expect(dev.output()).not.toContain('migrate')
  dev.child.kill('SIGTERM')
  await dev.ended

  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(Object.keys(built(root).exports).sort()).toEqual(['Hand', 'Tally'])
  const start = await serve(root, 'start')
  expect(await (await fetch(start.url)).text()).toBe('my own')
  expect(await post(start.url)).toEqual([2, 5])

  const source = readFileSync(join(root, 'src/index.ts'), 'utf8')
  writeFiles(root, { 'src/index.ts': source.replace(/export \* from '.\/hand.*\n/, '') })
  expect((await cloudwerk(root, 'build')).output).toContain('lists the class Hand')
  writeFiles(root, { 'src/index.ts': source.replace(/export \* from '@cloudwerk.*\n/, '') })
  const { code, output } = await cloudwerk(root, 'build')
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/src\/index\.ts, does not export the class Tally[\s\S]*export \*/),
  ])
})

test("a Worker's own main can serve the routes, typed and without a warning that they are not served", async () => {
  const root = copyApp({
    'wrangler.jsonc': `{
  "name": "own",
  "main": "src/index.ts",
  "compatibility_date": "2026-10-01"
}`,
    'src/index.ts': `import routes from 'virtual:cloudwerk/worker'
export * from 'virtual:cloudwerk/worker'
export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname === '/up') return new Response('up')
    return routes.fetch(request, env, ctx)
  },
} satisfies ExportedHandler
`,
  })
  const built = await cloudwerk(root, 'build')
  expect(built).toMatchObject({ code: 0 })
  expect(built.output).not.toContain('Not served')
  const server = await serve(root, 'start')
  expect(await (await fetch(`${server.url}/up`)).text()).toBe('up')
  expect(await post(`${server.url}/api/counter/alice`)).toEqual({ value: 5 })
  writeFiles(root, {
    'src/index.ts': `export * from '@cloudwerk/dev/objects'
export default { fetch: () => new Response('mine') }`,
  })
  const { output } = await cloudwerk(root, 'build')
  expect(output).toMatch(
    /Not served, since src\/index\.ts .* import routes from 'virtual:cloudwerk\/worker'/,
  )
})
