import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyApp, writeFiles } from './app.ts'
import { type CommandOutcome, runCommand } from './run-command.ts'

const rates = `export function rateOf(currency: string): number {
  throw new Error('the network is not there in tests: ' + currency)
}`

const wallet = `import { defineDurableObject } from '@cloudwerk/durable-object'
import { rateOf } from '../rates'
export default defineDurableObject({
  init: () => ({ euros: 0 }),
  methods: {
    async add(amount: number, currency: string) {
      this.state.euros += amount * rateOf(currency)
      return this.state.euros
    },
  },
})`

const route = `import { json } from '@cloudwerk/core'
import { rateOf } from '../../rates'
export const GET = () => json({ rate: rateOf('USD') })`

const mocking = `import { durableObjects } from '@cloudwerk/core/bindings'
import { fetchApp } from '@cloudwerk/core/testing'
import { DurableObjectRPCError } from '@cloudwerk/durable-object'
import { expect, test, vi } from 'vitest'
import { rateOf } from '../app/rates'
vi.mock('../app/rates', () => ({ rateOf: vi.fn(() => 2) }))
test('an object and a route use the mock', async () => {
  expect(await durableObjects.Wallet.getByName('a').add(3, 'USD')).toBe(6)
  expect(await (await fetchApp('/api/rate')).json()).toEqual({ rate: 2 })
  expect(rateOf).toHaveBeenCalledWith('USD')
})
test('errors keep their classes', async () => {
  vi.mocked(rateOf).mockImplementationOnce(() => { throw new Error('no rate') })
  const adding = durableObjects.Wallet.getByName('b').add(1, 'XXX')
  await expect(adding.then((value) => value)).rejects.toBeInstanceOf(DurableObjectRPCError)
})`

const real = `import { durableObjects } from '@cloudwerk/core/bindings'
import { expect, test } from 'vitest'
test('another file gets the real module', async () => {
  const adding = durableObjects.Wallet.getByName('a').add(3, 'USD')
  await expect(adding.then((value) => value)).rejects.toThrow('not there in tests')
})`

const files = {
  'app/rates.ts': rates,
  'app/objects/wallet.ts': wallet,
  'app/api/rate/route.ts': route,
  'tests/mocking.test.ts': mocking,
  'tests/real.test.ts': real,
  'vitest.config.ts': `import { cloudwerk } from '@cloudwerk/dev/vite'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [cloudwerk()] })`,
}

const ownMain = `export * from '@cloudwerk/dev/objects'
import { rateOf } from '../app/rates'
export default { fetch: () => Response.json({ rate: rateOf('USD') }) }`

test.each([
  ["the app's own Worker", {}],
  [
    'a main of its own',
    {
      'src/index.ts': ownMain,
      'wrangler.jsonc': `{ "name": "app", "main": "src/index.ts", "compatibility_date": "2026-10-01" }`,
    },
  ],
])('vi.mock reaches what objects and routes import, with %s', async (_, more) => {
  const { code, output } = await runTests(copyApp({ ...files, ...more }))
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/Tests +3 passed/) })
})

const withBinding = `import { durableObjects } from '@cloudwerk/core/bindings'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
test('bindings of the tests stand beside the objects', async () => {
  expect(env.GREETING).toBe('hello')
  expect(await durableObjects.Counter.getByName('a').increment(3)).toBe(3)
})`

const viteConfig = (plugins: string, imports = '') => `${imports}
import { cloudwerk } from '@cloudwerk/dev/vite'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [${plugins}] })`

test('options of cloudflareTest are given to cloudwerk(), and other plugins of Cloudflare are refused', async () => {
  // In a project whose classes are added to its main only where that is built.
  const root = copyApp({
    'vite.config.ts': `import { cloudflare } from '@cloudflare/vite-plugin'
import { cloudwerk, cloudwerkConfig } from '@cloudwerk/dev/vite'
export default { plugins: [cloudflare({ config: cloudwerkConfig }), cloudwerk()] }`,
    'wrangler.jsonc': `{ "name": "own", "main": "src/index.ts", "compatibility_date": "2026-10-01" }`,
    'src/index.ts': `import 'virtual:of-a-framework'\nexport default { fetch: () => new Response('mine') }`,
    'tests/bindings.test.ts': withBinding,
    'vitest.config.ts': viteConfig(
      `cloudwerk({ test: { miniflare: { bindings: { GREETING: 'hello' } } } })`,
    ),
  })
  const { code, output } = await runTests(root)
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/Tests +1 passed/) })
  writeFiles(root, {
    'vitest.config.ts': viteConfig(
      'cloudflareTest({ miniflare: {} }), cloudwerk()',
      `import { cloudflareTest } from '@cloudflare/vitest-plugin'`,
    ),
  })
  const refused = await runTests(root)
  expect(refused.output).toContain('cloudwerk({ test: { miniflare: { … } } })')
  expect(refused.code).toBe(1)
  writeFiles(root, {
    'vitest.config.ts': viteConfig(
      'cloudflare(), cloudwerk()',
      `import { cloudflare } from '@cloudflare/vite-plugin'`,
    ),
  })
  expect((await runTests(root)).output).toContain('Create a vitest.config.ts')
})

function runTests(cwd: string): Promise<CommandOutcome> {
  const vitest = join(cwd, 'node_modules/.bin/vitest')
  return runCommand(cwd, vitest, ['run', 'tests/mocking', 'tests/real', 'tests/bindings'])
}
