import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cloudwerk, copyApp, serve } from './app.ts'
import { runCommand } from './run-command.ts'

/** What SvelteKit's adapter writes, in small: a Worker that answers all addresses, and static files. */
const build = `import { mkdirSync, writeFileSync } from 'node:fs'
const folder = '.svelte-kit/cloudflare'
mkdirSync(folder, { recursive: true })
writeFileSync(folder + '/style.css', 'body {}')
writeFileSync(folder + '/.assetsignore', '_worker.js')
writeFileSync(folder + '/_worker.js', \`
import { WorkerEntrypoint } from 'cloudflare:workers'
import { durableObjects } from '@cloudwerk/core/bindings'
export class Search extends WorkerEntrypoint {}
export default {
  greeting: 'page',
  async email() {},
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url)
    const file = await env.ASSETS.fetch(request)
    if (file.ok) return file
    const value = await durableObjects.Counter.getByName('ann').increment()
    return new Response([this.greeting, pathname, value, typeof ctx.waitUntil].join(' '))
  },
}\`)
console.log('the framework has built')`

const files = {
  'package.json':
    '{ "name": "kit", "type": "module", "devDependencies": { "@sveltejs/kit": "2" } }',
  // Of another Vite, perhaps; it is not loaded.
  'vite.config.ts': "throw new Error('loaded')",
  'build.mjs': build,
  'app/objects/counter.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ value: 0 }),
  methods: { async increment() { return ++this.state.value } },
})`,
  'app/api/route.ts': "export const GET = () => new Response('route')",
  'app/middleware.ts': `export default async (request, context, next) => {
    const response = await next(new Request(request, { headers: { 'X-Own': '1' } }))
    response.headers.set('X-Through', 'yes')
    return response
  }`,
}

test("a framework's Worker and the app's objects and routes become one Worker", async () => {
  const root = copyApp(files)
  const built = await cloudwerk(root, 'build', '--with', 'node build.mjs')
  expect(built).toMatchObject({
    code: 0,
    output: expect.stringContaining('the framework has built'),
  })
  const { url } = await serve(root, 'start')
  const answer = await fetch(`${url}/any/page`)
  expect(await answer.text()).toBe('page /any/page 1 function')
  expect(answer.headers.get('X-Through')).toBe('yes')
  expect(await (await fetch(`${url}/api`)).text()).toBe('route')
  expect(await (await fetch(`${url}/style.css`)).text()).toBe('body {}')
  expect(await (await fetch(`${url}/_worker.js`)).text()).toBe('page /_worker.js 2 function')
  const { main } = JSON.parse(readFileSync(join(root, 'dist/worker/wrangler.json'), 'utf8'))
  expect(readFileSync(join(root, 'dist/worker', main), 'utf8')).toMatch(/export ?\{.*\bSearch\b/)
})

test.each([
  ['its build fails', 'exit 3', 'exit 3 ended with exit code 3.\n'],
  [
    'it writes no Worker',
    'true',
    'SvelteKit has not built a Worker: there is no .svelte-kit/cloudflare/_worker.js.\n  Let SvelteKit use @sveltejs/adapter-cloudflare.',
  ],
])('a build stops where %s', async (_, command, message) => {
  const { code, output } = await cloudwerk(copyApp(files), 'build', '--with', command)
  expect(code).toBe(1)
  expect(output).toContain(message)
})

test('a command for a framework that is not there is refused', async () => {
  const { code, output } = await cloudwerk(copyApp(), 'build', '--with', 'true')
  expect(code).toBe(1)
  expect(output).toContain('--with "true" has nothing to build here.')
})

test("the plugin is refused in the framework's own Vite", async () => {
  const root = copyApp({
    ...files,
    'vite.config.ts': `import { cloudwerk } from '@cloudwerk/dev/vite'
export default { plugins: [{ name: 'vite-plugin-sveltekit-setup' }, cloudwerk()] }`,
  })
  const { code, output } = await runCommand(root, join(root, 'node_modules/.bin/vite'), ['build'])
  expect(code).toBe(1)
  expect(output).toContain('cloudwerk() cannot be among the Vite plugins of SvelteKit.')
})
