import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { cloudwerk, copyApp, freePort, makeApp, removeApp, serve, waitUntil } from './app.ts'
import { openSocket } from './open-socket.ts'

const files = {
  'public/index.html': '<h1>home</h1>',
  'public/about.html': '<h1>about</h1>',
  'public/docs/index.html': '<h1>docs</h1>',
  'public/404.html': '<h1>nothing here</h1>',
  'public/style.css': 'body {}',
  'public/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'public/data.json': '{}',
  'public/plain': 'no extension',
  'public/é & 100% [x].txt': 'odd name',
  'public/.well-known/thing': 'dotfile',
  'public/api/shadowed': 'the file',
  'public/first/file.txt': 'the file',
  'public/.assetsignore': 'ignored.txt',
  'public/ignored.txt': 'not for all',
  'public/_headers': '/style.css\n  X-Style: yes\n  Cache-Control: max-age=60',
  'public/_redirects': '/old /new?from=old 301\n/wild/* /docs/:splat 302',
  'app/api/shadowed/route.ts': `export const GET = () => new Response('the route')`,
  'app/first/[...rest]/route.ts': `export const GET = () => new Response('the route')`,
  'app/asset/route.ts': `
    export const GET = (request: Request, { env }: any) =>
      env.ASSETS.fetch(new URL('/style.css', request.url))`,
  'app/socket/route.ts': `
    export function GET() {
      const { 0: client, 1: server } = new WebSocketPair()
      server.accept()
      server.addEventListener('message', ({ data }) => server.send(data))
      return new Response(null, { status: 101, webSocket: client })
    }`,
  'app/seen/route.ts': `
    export const POST = async (request: Request) => Response.json({
      url: request.url,
      ip: request.headers.get('cf-connecting-ip'),
      body: await request.text(),
    })`,
  'wrangler.jsonc': JSON.stringify({
    name: 'app',
    compatibility_date: '2026-10-01',
    assets: { binding: 'ASSETS' },
    exports: { Counter: { type: 'durable-object', storage: 'sqlite' } },
  }),
}

const requests: [method: string, path: string][] = [
  ['GET', '/'],
  ['GET', '/index.html'],
  ['GET', '/about'],
  ['GET', '/about/'],
  ['GET', '/about.html?a=b'],
  ['GET', '/docs'],
  ['GET', '/docs/'],
  ['GET', '/docs/index'],
  ['GET', '/style.css'],
  ['HEAD', '/style.css'],
  ['POST', '/style.css'],
  ['GET', '/logo.svg'],
  ['GET', '/data.json'],
  ['GET', '/plain'],
  ['GET', '/%C3%A9%20%26%20100%25%20%5Bx%5D.txt'],
  ['GET', '/%73tyle.css'],
  ['GET', '//style.css'],
  ['GET', '/.well-known/thing'],
  ['GET', '/api/shadowed'],
  ['GET', '/first/file.txt'],
  ['GET', '/asset'],
  ['GET', '/ignored.txt'],
  ['GET', '/.assetsignore'],
  ['GET', '/_headers'],
  ['GET', '/_redirects'],
  ['GET', '/old'],
  ['GET', '/wild/index'],
  ['GET', '/nothing'],
  ['GET', '/..%2fworker/index.js'],
  ['GET', '/%2e%2e/worker/index.js'],
  ['GET', '/../worker/index.js'],
  ['GET', '/..%5cworker%5cindex.js'],
  ['GET', '//etc/passwd'],
  ['GET', '/%2fetc%2fpasswd'],
  ['GET', '/wrangler.json'],
]

let built: string
beforeAll(async () => {
  built = makeApp(files)
  expect(await cloudwerk(built, 'build')).toMatchObject({ code: 0 })
  return () => removeApp(built)
})

test.each([
  { run_worker_first: ['/first/*'] },
  { not_found_handling: '404-page', html_handling: 'drop-trailing-slash', run_worker_first: false },
  { not_found_handling: 'single-page-application', run_worker_first: ['/*', '!/style.css'] },
])('with %j start answers as Wrangler does for the same build', async (assets) => {
  const root = copyBuilt(assets)
  const servers = await Promise.all([serve(root, 'start'), serveByWrangler(root)])
  const [started, expected] = await Promise.all(servers.map(({ url }) => askAll(url)))
  expect(started).toEqual(expected)
})

test('a file takes precedence over a route, and everything else is left to the routes', async () => {
  const root = copyBuilt()
  const answers = await askAll((await serve(root, 'start')).url)
  expect(answers['GET /']).toMatchObject({ status: 200, body: '<h1>home</h1>' })
  expect(answers['GET /about']).toMatchObject({ status: 200, body: '<h1>about</h1>' })
  expect(answers['GET /about.html?a=b']).toMatchObject({ status: 307 })
  expect(answers['GET /api/shadowed']).toMatchObject({ body: 'the file' })
  expect(answers['GET /asset']).toMatchObject({ body: 'body {}' })
  expect(answers['GET /.well-known/thing']).toMatchObject({ body: 'dotfile' })
  expect(answers['GET /style.css']?.headers).toMatchObject({ 'x-style': 'yes' })
  for (const [request, { status, body }] of Object.entries(answers)) {
    if (!/worker|passwd|ignore|_headers|_redirects|wrangler/.test(request)) continue
    expect([request, status, body]).toEqual([request, 404, expect.stringContaining('NOT_FOUND')])
  }
})

test('requests, sockets and headers reach the routes unchanged', async () => {
  const { url } = await serve(copyBuilt(), 'start')
  const headers = { 'CF-Connecting-IP': '192.0.2.1' }
  const body = 'x'.repeat(2_000_000)
  const seen = await fetch(`${url}/seen?a=%20b`, { method: 'POST', headers, body })
  expect(await seen.json()).toEqual({ url: `${url}/seen?a=%20b`, ip: '192.0.2.1', body })
  const socket = await openSocket(`${url}/socket`)
  socket.send({ hello: 1 })
  expect(await socket.next()).toEqual({ hello: 1 })
  await socket.close()
})

test('a browser caches a file until its content changes, whatever its modification time', async () => {
  const root = copyBuilt()
  const path = (name: string): string => join(root, 'dist/client', name)
  const times = [new Date(2026, 0), new Date(2026, 1)] as const
  const changeTime = (name: string, time: Date): void => utimesSync(path(name), time, time)
  for (const name of ['style.css', 'data.json']) changeTime(name, times[0])
  const first = await serve(root, 'start')
  const etagOf = async (name: string): Promise<string> =>
    (await fetch(`${first.url}/${name}`, { method: 'HEAD' })).headers.get('etag') ?? 'none'
  const etags = { style: await etagOf('style.css'), data: await etagOf('data.json') }
  expect(Object.values(etags)).not.toContain('none')
  await first.stop()

  changeTime('style.css', times[1])
  writeFileSync(path('data.json'), '[]')
  changeTime('data.json', times[0])
  const { url } = await serve(root, 'start')
  const ask = (name: string, etag: string): Promise<Response> =>
    fetch(`${url}/${name}`, { headers: { 'If-None-Match': etag } })
  expect((await ask('style.css', etags.style)).status).toBe(304)
  const changed = await ask('data.json', etags.data)
  expect([changed.status, await changed.text()]).toEqual([200, '[]'])
})

test('links that lead out of the folder are not followed', async () => {
  const root = copyBuilt()
  const inside = join(root, 'dist/client')
  symlinkSync(join(root, 'package.json'), join(inside, 'package.json'))
  symlinkSync(join(root, 'app'), join(inside, 'app'))
  symlinkSync(join(inside, 'style.css'), join(inside, 'same.css'))
  const { url } = await serve(root, 'start')
  expect((await fetch(`${url}/package.json`)).status).toBe(404)
  expect((await fetch(`${url}/app/objects/counter.ts`)).status).toBe(404)
  expect(await (await fetch(`${url}/same.css`)).text()).toBe('body {}')
})

test('a missing folder and a file that is too large are each reported in one sentence', async () => {
  const root = copyBuilt({ directory: '../elsewhere' })
  const missing = await cloudwerk(root, 'start')
  expect(missing.output).toMatch(/static files are not in .*dist\/elsewhere/)
  mkdirSync(join(root, 'dist/elsewhere'))
  writeFileSync(join(root, 'dist/elsewhere/large.bin'), '')
  truncateSync(join(root, 'dist/elsewhere/large.bin'), 26 * 2 ** 20)
  const large = await cloudwerk(root, 'start')
  expect(large.output).toMatch(/large\.bin with a size of 26 MiB/)
  for (const { code, output } of [missing, large]) {
    expect(code).toBe(1)
    expect(output).not.toMatch(/\n\s+at /)
  }
})

/** A copy of the built app with other settings for its static files. */
function copyBuilt(assets: Record<string, unknown> = {}): string {
  const root = copyApp()
  for (const folder of ['dist', '.wrangler']) {
    cpSync(join(built, folder), join(root, folder), { recursive: true })
  }
  const file = join(root, 'dist/worker/wrangler.json')
  const config = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...config, assets: { ...config.assets, ...assets } }))
  return root
}

/** The address of `wrangler dev`, which serves the build in dist with the code that a deployment uses. */
async function serveByWrangler(root: string): Promise<{ url: string }> {
  const port = await freePort()
  const bin = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const args = [bin, 'dev', '--port', String(port), '--inspector-port', String(await freePort())]
  const env = { ...process.env, CLOUDFLARE_CF_FETCH_ENABLED: 'false', CI: 'true' }
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'ignore' })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  await waitUntil(async () => (await fetch(url).catch(() => undefined)) !== undefined)
  return { url }
}

/** Headers that depend on the server: Wrangler adds a script to pages, and HIT only says that it was quick. */
const ownHeaders = [
  'cf-cache-status',
  'connection',
  'content-length',
  'date',
  'etag',
  'transfer-encoding',
]

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

async function askAll(url: string): Promise<Record<string, Answer>> {
  const answers = await Promise.all(requests.map((line) => ask(url, line)))
  return Object.fromEntries(
    requests.map((line, index) => [line.join(' '), answers[index] as Answer]),
  )
}

/** Sends the path unchanged, where `fetch` would resolve the dots. */
function ask(url: string, [method, path]: [method: string, path: string]): Promise<Answer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, agent: false })
    sent.on('error', reject)
    sent.on('response', async (response) => {
      let body = ''
      for await (const chunk of response.setEncoding('utf8')) body += chunk
      const headers = { ...response.headers }
      for (const name of ownHeaders) delete headers[name]
      resolve({ status: response.statusCode ?? 0, headers, body })
    })
    sent.end()
  })
}

test('a build names secrets and links among the static files', async () => {
  const root = copyApp({
    'public/.env': 'KEY=secret',
    'public/docs/.git/config': '[core]',
    'public/.well-known/thing': 'for all',
    'elsewhere.txt': 'not for all',
  })
  symlinkSync(join(root, 'elsewhere.txt'), join(root, 'public/link.txt'))
  const { code, output } = await cloudwerk(root, 'build')
  expect(code).toBe(0)
  expect(output).toMatch(/public\/\.env\n.*\.env would be served to everyone/)
  expect(output).toMatch(/public\/docs\/\.git\n.*\.git would be served/)
  expect(output).toMatch(/public\/link\.txt\n.*This is a link/)
  expect(output).not.toContain('.well-known')
})
