import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  copyApp,
  freePort,
  makeApp,
  post,
  removeApp,
  type Server,
  serve,
  startServer,
  waitUntil,
  writeFiles,
} from './app.ts'
import { childrenOf, isRunning } from './processes.ts'

const counter = (step: string) => `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    async increment(amount = 1) {
      this.state.value += ${step}
      return this.state.value
    },
  },
})
`
const helloRoute = `export const GET = () => new Response('hello')`

const text = async (server: Server, path: string) =>
  (await fetch(server.url + path).catch(() => undefined))?.text()

test('an edited object and route are live without a restart and storage is kept', async () => {
  const root = copyApp()
  const server = await serve(root, 'dev')
  const url = `${server.url}/api/counter/alice`
  expect(await post(url)).toEqual({ value: 5 })

  writeFiles(root, { 'app/objects/counter.ts': counter('amount * 100') })
  await waitUntil(async () => ((await post(url)) as { value: number }).value >= 500)
  const { value } = (await post(url)) as { value: number }
  expect(value % 5).toBe(0)
  expect(value).toBeGreaterThanOrEqual(1005)

  writeFiles(root, {
    'app/api/counter/[id]/route.ts': `export const POST = () => new Response('edited')`,
  })
  await waitUntil(async () => (await (await fetch(url, { method: 'POST' })).text()) === 'edited')
})

test('dev notices new and removed objects and routes', async () => {
  const root = copyApp()
  const server = await serve(root, 'dev')
  expect((await fetch(`${server.url}/api/hello`)).status).toBe(404)

  writeFiles(root, { 'app/api/hello/route.ts': helloRoute })
  await waitUntil(async () => (await text(server, '/api/hello')) === 'hello')

  writeFiles(root, {
    'app/objects/chat-room.ts': counter('amount'),
    'app/api/hello/route.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
export const GET = async () => new Response('room ' + (await durableObjects.ChatRoom.getByName('a').increment()))`,
  })
  await waitUntil(async () => (await text(server, '/api/hello'))?.startsWith('room ') ?? false)

  writeFiles(root, { 'app/api/hello': null })
  await waitUntil(
    async () => (await fetch(`${server.url}/api/hello`).catch(() => undefined))?.status === 404,
  )
  writeFiles(root, { 'app/objects/chat-room.ts': null })
  await waitUntil(async () => {
    const response = await fetch(`${server.url}/api/counter/x`, { method: 'POST' }).catch(
      () => undefined,
    )
    return response?.status === 200
  })
})

describe('an app with a broken route', () => {
  let root: string
  let server: Server

  beforeAll(async () => {
    root = makeApp({
      'app/api/broken/route.ts': `export function GET() { throw new Error('told in dev') }`,
      'app/objects/chat-room.ts': counter('amount'),
    })
    server = await startServer(root, 'dev')
  })
  afterAll(async () => {
    await server?.stop()
    removeApp(root)
  })

  test('dev lists the objects and routes that it serves', () => {
    expect(server.output()).toMatch(/ChatRoom +app\/objects\/chat-room\.ts/)
    expect(server.output()).toMatch(/POST +\/api\/counter\/\[id\]/)
  })

  test('an error in a handler is JSON for an API client and a page for a browser', async () => {
    const api = await fetch(`${server.url}/api/broken`)
    expect({ status: api.status, body: await api.json() }).toMatchObject({
      status: 500,
      body: { error: { message: 'told in dev', file: 'app/api/broken/route.ts:1:31' } },
    })
    const page = await fetch(`${server.url}/api/broken`, { headers: { Accept: 'text/html' } })
    expect(page.headers.get('Content-Type')).toContain('text/html')
    expect(await page.text()).toContain('told in dev')
  })

  test.each([
    ['app/objects/counter.ts', `export default {`],
    ['app/api/counter/[id]/route.ts', `\n\nexport const POST = (`],
  ])('a syntax error in %s names file and line and is gone after the fix', async (file, broken) => {
    const url = `${server.url}/api/counter/alice`
    await post(url)
    const original = readFileSync(join(root, file), 'utf8')
    writeFiles(root, { [file]: broken })
    let body = ''
    await waitUntil(async () => {
      const response = await fetch(url, { method: 'POST' })
      body = await response.text()
      return response.status === 500
    })
    expect(() => JSON.parse(body)).not.toThrow()
    expect(body).toMatch(new RegExp(`${file.replace(/[[\]]/g, '\\$&')}:\\d+`))

    writeFiles(root, { [file]: original })
    await waitUntil(async () => (await fetch(url, { method: 'POST' })).status === 200)
  })

  test('a file that is written twice in quick succession is served in its last version', async () => {
    const url = `${server.url}/api/counter/bob`
    const status = async () => (await fetch(url, { method: 'POST' })).status
    const original = readFileSync(join(root, 'app/objects/counter.ts'), 'utf8')
    for (let round = 0; round < 10; round += 1) {
      writeFiles(root, { 'app/objects/counter.ts': 'export default {' })
      while ((await status()) !== 500) {}
      writeFiles(root, { 'app/objects/counter.ts': counter(String(round)) })
      await waitUntil(async () => (await status()) === 200)
    }
    writeFiles(root, { 'app/objects/counter.ts': original })
    const count = async () => ((await post(url)) as { value: number }).value
    await waitUntil(async () => (await count()) + 5 === (await count()))
  })
})

test('workerd ends with the dev server, even if that is killed by force', async () => {
  const server = await serve(copyApp(), 'dev')
  await post(`${server.url}/api/counter/alice`)
  const children = childrenOf(server.child.pid)
  expect(children.length).toBeGreaterThan(0)
  server.child.kill('SIGKILL')
  await server.ended
  await waitUntil(() => !children.some(isRunning))
})

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'npm run dev, ended by %s, leaves nothing that answers',
  async (signal) => {
    const port = await freePort()
    const manifest = { type: 'module', scripts: { dev: `cloudwerk dev --port ${port}` } }
    const root = copyApp({ 'package.json': JSON.stringify(manifest) })
    const npm = spawn('npm', ['run', 'dev'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => void npm.kill('SIGKILL'))
    const answers = async () =>
      (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) !== undefined
    await waitUntil(answers)
    npm.kill(signal)
    await once(npm, 'exit')
    await waitUntil(async () => !(await answers()))
  },
)

test('dev --inspect lets a debugger attach', async () => {
  const port = await freePort()
  await serve(copyApp(), 'dev', '--inspect', String(port))
  const response = await fetch(`http://127.0.0.1:${port}/json/list`)
  expect(await response.json()).toMatchObject([
    { webSocketDebuggerUrl: expect.stringContaining(`ws://127.0.0.1:${port}/`) },
  ])
})
