import { expect, onTestFinished, test } from 'vitest'
import { cloudwerk, copyApp, freePort, serve, startServer, waitUntil } from './app.ts'

const files = {
  'app/objects/ledger.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  methods: {
    async write() {
      await this.ctx.storage.setAlarm(Date.now())
      console.log('written')
    },
  },
  fetch(request) {
    console.log('fetched', request.url)
    return new Response('ok')
  },
  alarm() { console.log('rung') },
})
`,
  'app/objects/shop.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ sold: 0 }),
  methods: {
    async sell(item: string) {
      console.info('sold', { item, sizes: new Set([1]) })
      await Promise.resolve()
      console.warn('low\\nstock')
      await durableObjects.Ledger.getByName('all').write()
      await durableObjects.Ledger.getByName('all').fetch('http://ledger/page')
      return this.state.sold += 1
    },
  },
})
`,
  'app/shop/route.ts': `import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function GET(): Promise<Response> {
  console.log('before', 1)
  await durableObjects.Shop.getByName('corner').sell('tea')
  console.debug('after')
  return json('ok')
}
export function POST(): Response {
  throw new TypeError('thrown in the route')
}
`,
  'app/cached/[name]/route.ts': `export async function GET(request: Request, { params }: any) {
  const cache = params.name === 'own' ? await caches.open('own') : caches.default
  const found = await cache.match(request.url)
  if (found) return new Response('kept ' + (await found.text()), found)
  const headers = params.name === 'not' ? {} : { 'Cache-Control': 'max-age=60', 'X-Kind': 'a' }
  await cache.put(request.url, new Response('first', { headers }))
  return new Response('made')
}
export const DELETE = async (request: Request) => Response.json(await caches.default.delete(request.url))
`,
}

test('--log json prints one line of JSON for each message, with its request and object', async () => {
  const root = copyApp(files)
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const ready = /"Ready on /
  const server = await startServer(root, 'start', { args: ['--log', 'json'], ready })
  onTestFinished(() => server.stop())
  const lines = () =>
    server
      .output()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  const line = (message: string) => lines().find((entry) => entry.message.startsWith(message))
  expect(line('Ready on')).toMatchObject({ level: 'info', url: expect.stringContaining('http') })
  await fetch(`${server.url}/shop`, { headers: { 'X-Request-Id': 'from-proxy' } })
  await fetch(`${server.url}/shop`, { method: 'POST' })
  await waitUntil(() => line('POST /shop failed') !== undefined && line('after') !== undefined)
  const request = 'from-proxy'
  const place = { request, class: 'Shop', object: 'corner', handler: 'sell' }
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(line('before')).toEqual({ time, level: 'info', request, message: 'before 1' })
  expect(line('sold')).toEqual({
    ...{ time, level: 'info', ...place },
    message: 'sold {"item":"tea","sizes":[1]}',
  })
  expect(line('low')).toEqual({ time, level: 'warn', ...place, message: 'low\nstock' })
  expect(line('after')).toMatchObject({ level: 'debug', request })
  // It goes on from object to object.
  const ledger = { time, level: 'info', class: 'Ledger', object: 'all' }
  expect(line('written')).toEqual({ ...ledger, request, handler: 'write', message: 'written' })
  const fetched = { handler: 'fetch', message: 'fetched http://ledger/page' }
  expect(line('fetched')).toEqual({ ...ledger, request, ...fetched })
  // No request has caused what rings.
  await waitUntil(() => line('rung') !== undefined)
  expect(line('rung')).toEqual({ ...ledger, handler: 'alarm', message: 'rung' })
  const failed = line('POST /shop failed')
  expect(failed).toMatchObject({
    level: 'error',
    request: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(failed.message).toMatch(
    /failed in app\/shop\/route\.ts: TypeError: thrown in the route\n +at .*app\/shop\/route\.ts:10:\d+/,
  )
  await server.stop()
  expect(() => lines()).not.toThrow()
})

test('/healthz answers on a port of its own, from the start to the stop', async () => {
  const root = copyApp({
    'app/slow/route.ts': `import { json } from '@cloudwerk/core'
export async function GET() {
  console.log('slow begins')
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  return json('done')
}
`,
  })
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const health = await freePort()
  const server = await serve(root, 'start', '--health', `127.0.0.1:${health}`)
  const ask = async (path = '/healthz') => {
    const response = await fetch(`http://127.0.0.1:${health}${path}`)
    return [response.status, await response.text()]
  }
  expect(server.output()).toContain(`Health on http://127.0.0.1:${health}/healthz`)
  expect(await ask()).toEqual([200, '{"status":"ok"}'])
  expect((await ask('/'))[0]).toBe(404)
  // The app's own port knows nothing of it.
  expect((await fetch(`${server.url}/healthz`)).status).toBe(404)

  const running = fetch(`${server.url}/slow`)
  await waitUntil(() => server.output().includes('slow begins'))
  server.child.kill('SIGTERM')
  await waitUntil(async () => (await ask())[1] === '{"status":"stopping"}')
  expect((await ask())[0]).toBe(503)
  expect(await (await running).json()).toBe('done')
  expect(await server.ended).toBe(0)

  const taken = await serve(root, 'start', '--health', String(health))
  const { code, output } = await cloudwerk(
    root,
    ...['start', '--port', '0', '--data', 'other', '--health', String(health)],
  )
  expect([code, output]).toEqual([1, expect.stringMatching(/Port \d+ .*in use[\s\S]*--health/)])
  await taken.stop()
})

test('the Cache API keeps answers in memory under start', async () => {
  const root = copyApp(files)
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  const server = await serve(root, 'start')
  const get = async (name: string) => {
    const response = await fetch(`${server.url}/cached/${name}`)
    return [await response.text(), response.headers.get('X-Kind')]
  }
  expect(await get('a')).toEqual(['made', null])
  expect(await get('a')).toEqual(['kept first', 'a'])
  expect(await get('own')).toEqual(['made', null])
  expect(await get('own')).toEqual(['kept first', 'a'])
  // Without a time that it is fresh for, as on the platform.
  expect(await get('not')).toEqual(['made', null])
  expect(await get('not')).toEqual(['made', null])
  const gone = await fetch(`${server.url}/cached/a`, { method: 'DELETE' })
  expect(await gone.json()).toBe(true)
  expect(await get('a')).toEqual(['made', null])
})
