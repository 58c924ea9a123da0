import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloudwerk, copyApp, makeApp, post, removeApp, serve, waitUntil } from './app.ts'

let built: string

beforeAll(async () => {
  built = makeApp({
    'app/api/broken/route.ts': `export function GET() { throw new Error('secret detail') }`,
  })
  expect(await cloudwerk(built, 'build')).toMatchObject({ code: 0 })
})
afterAll(() => removeApp(built))

test('a built app keeps its count after kill -9 and a restart', async () => {
  const first = await serve(built, 'start')
  expect(await post(`${first.url}/api/counter/alice`)).toEqual({ value: 5 })
  expect(await post(`${first.url}/api/counter/alice`)).toEqual({ value: 10 })
  expect(first.output()).toContain(`Ready on ${first.url}`)
  first.child.kill('SIGKILL')
  await first.ended

  const second = await serve(built, 'start')
  expect(await post(`${second.url}/api/counter/alice`)).toEqual({ value: 15 })
  expect(await post(`${second.url}/api/counter/bob`)).toEqual({ value: 5 })
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
})

test('a second start on the same data is refused and names the holder', async () => {
  const first = await serve(built, 'start')
  const second = await cloudwerk(built, 'start', '--port', '0')
  expect(second.code).toBe(1)
  expect(second.output).toMatch(new RegExp(`\\b${first.child.pid}\\b`))
})

test('a port in use is reported in one sentence', async () => {
  const first = await serve(built, 'start')
  const { port } = new URL(first.url)
  const second = await cloudwerk(built, 'start', '--port', port, '--data', 'other-data')
  expect(second.code).toBe(1)
  expect(second.output).toMatch(new RegExp(`${port}.*in use|in use.*${port}`))
  expect(second.output).not.toMatch(/\n\s+at /)
})

test('start without a build says what to run', async () => {
  const { code, output } = await cloudwerk(copyApp(), 'start')
  expect(code).toBe(1)
  expect(output).toContain('cloudwerk build')
})

test('in production an error reveals nothing internal', async () => {
  const { url, output } = await serve(built, 'start')
  for (const Accept of ['application/json', 'text/html']) {
    const response = await fetch(`${url}/api/broken`, { headers: { Accept } })
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: { code: 'INTERNAL_ERROR', message: 'Internal Server Error' },
    })
  }
  await waitUntil(() => output().includes('secret detail'))
})

test('deploy --dry-run works without an account', async () => {
  const root = copyApp()
  const { code, output } = await cloudwerk(root, 'deploy', '--dry-run')
  expect(output).toContain('--dry-run: exiting now')
  expect(code).toBe(0)
  const config = JSON.parse(readFileSync(join(root, 'dist/worker/wrangler.json'), 'utf8'))
  expect(config.exports).toMatchObject({ Counter: { type: 'durable-object', storage: 'sqlite' } })
  expect(config.durable_objects.bindings).toEqual([{ name: 'COUNTER', class_name: 'Counter' }])
  expect(config.name).toBe('app')
  const record = readFileSync(join(root, 'wrangler.jsonc'), 'utf8')
  expect(record).toContain('"Counter": { "type": "durable-object", "storage": "sqlite" }')
})
