import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, serve, waitUntil } from './app.ts'

const files = {
  'app/lib/price.ts': `export interface Price { euros: number }

export function priceOf(item: string): Price {
  throw new Error('no price of ' + item)
}`,
  'app/objects/shop.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
import { priceOf } from '../lib/price'

export default defineDurableObject({
  init: () => ({ sold: 0 }),
  methods: {
    async sell(item: string) {
      this.state.sold += priceOf(item).euros
      return this.state.sold
    },
  },
})`,
  'app/shop/route.ts': `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

export async function GET() {
  return json(await durableObjects.Shop.getByName('a').sell('tea'))
}

export function POST(): Response {
  throw new TypeError('thrown in the route')
}`,
}

test('stacks in the log of start name the functions and lines of the app, without its sources', async () => {
  const root = copyApp(files)
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const server = await serve(root, 'start')
  await fetch(`${server.url}/shop`, { method: 'POST' })
  // The minifier writes `Error(…)` for `new Error(…)`, so the column is that of the class.
  await waitUntil(() => server.output().includes('app/shop/route.ts:9:13'))
  await fetch(`${server.url}/shop`)
  await waitUntil(() => server.output().includes('app/lib/price.ts:4:13'))
  expect(server.output()).toContain('at priceOf (app/lib/price.ts:4:13)')
  expect(server.output()).toContain('app/objects/shop.ts:8:26')
  expect(server.output()).toMatch(/app\/shop\/route\.ts:5:\d+/)
  expect(server.output()).not.toMatch(
    /index\.js:\d|cloudwerk-runtime|cloudwerk-host|@cloudwerk\/core\/dist/,
  )

  const worker = join(root, 'dist/worker')
  expect(existsSync(join(worker, 'index.js.map'))).toBe(true)
  expect(readFileSync(join(worker, 'index.js.map'), 'utf8')).not.toContain('sourcesContent')
  // A deployment uploads the map that the bundle names.
  expect(readFileSync(join(worker, 'index.js'), 'utf8')).toContain('sourceMappingURL=index.js.map')
  expect(JSON.parse(readFileSync(join(worker, 'wrangler.json'), 'utf8'))).toMatchObject({
    upload_source_maps: true,
  })
  expect(globSync('dist/client/**/*.map', { cwd: root })).toEqual([])
  expect((await fetch(`${server.url}/index.js.map`)).status).toBe(404)
})

test('the Worker of a build is minified and keeps the names of classes', async () => {
  const root = copyApp({
    'app/route.ts': `class ShopClosedError extends Error {
  get kind() {
    return this.constructor.name
  }
}

export function GET(): Response {
  const justATest = new ShopClosedError('closed')
  return new Response(justATest.kind)
}`,
  })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const bundle = readFileSync(join(root, 'dist/worker/index.js'), 'utf8')
  expect(bundle).not.toContain('justATest')
  expect(bundle.split('\n').length).toBeLessThan(20)
  const server = await serve(root, 'start')
  expect(await (await fetch(server.url)).text()).toBe('ShopClosedError')
})

test('the build keeps to the minify and sourcemap of the app itself', async () => {
  const root = copyApp({
    ...files,
    'vite.config.ts': `import { cloudwerk } from '@cloudwerk/dev/vite'

export default {
  plugins: [cloudwerk()],
  build: { minify: false, sourcemap: false },
}`,
  })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  expect(readFileSync(join(root, 'dist/worker/index.js'), 'utf8')).toContain('function priceOf')
  expect(existsSync(join(root, 'dist/worker/index.js.map'))).toBe(false)
})

test('an error while a file is loaded is reported with its line', async () => {
  const root = copyApp({
    ...files,
    'app/lib/price.ts': `const prices = JSON.parse('{')

export const priceOf = (item: string) => prices[item]`,
  })
  await cloudwerk(root, 'build')
  const { code, output } = await cloudwerk(root, 'start', '--port', '0')
  expect(code).toBe(1)
  expect(output).toMatch(/SyntaxError.*\n\s+at app\/lib\/price\.ts:1:\d+/)
})
