import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser, openPage, startBrowser } from '../examples/browser.ts'
import {
  cloudwerk,
  copyApp,
  makeApp,
  removeApp,
  type Server,
  serve,
  startServer,
  waitUntil,
  writeFiles,
} from './app.ts'

const object = `import { defineDurableObject } from '@cloudwerk/durable-object'

interface Item {
  name: string
}

export default defineDurableObject({
  init: () => ({ items: [] as Item[] }),
  methods: {
    async nameOf(index: number) {
      const item: Item = this.state.items[index]!
      return item.name
    },
  },
})
`
const route = `import { durableObjects } from '@cloudwerk/core/bindings'

interface Query {
  index: number
}

export async function GET() {
  const query: Query = { index: 3 }
  return new Response(await durableObjects.Shelf.getByName('a').nameOf(query.index))
}
`
const files = { 'app/objects/shelf.ts': object, 'app/(shop)/shelf/route.ts': route }

async function failure(server: Server, path: string) {
  const response = await fetch(server.url + path)
  return { status: response.status, ...((await response.json()) as { error: FailureJson }) }
}

interface FailureJson {
  message: string
  file: string
  frame?: string
  stack: string
  also?: { file: string; frame: string }[]
}

const logged = (server: Server, text: string) => server.output().split(text).length - 1

describe('in an app that the tests do not change', () => {
  let root: string
  let server: Server

  beforeAll(async () => {
    root = makeApp(files)
    server = await startServer(root, 'dev')
  })
  afterAll(async () => {
    await server?.stop()
    removeApp(root)
  })

  test("an object's error shows where in the object it was thrown and which line called it", async () => {
    const { status, error } = await failure(server, '/shelf')
    expect({ status, error }).toMatchObject({
      status: 500,
      error: {
        code: 'DURABLE_OBJECT_RPC',
        message: expect.stringContaining("(reading 'name')"),
        file: 'app/objects/shelf.ts:12:19',
        frame: expect.stringMatching(/^> 12 \| +return item\.name$/m),
        method: 'Shelf.nameOf',
        also: [
          {
            file: 'app/(shop)/shelf/route.ts:9:23',
            frame: expect.stringMatching(/^> +9 \| +return new Response\(await /m),
          },
        ],
        docs: 'node_modules/@cloudwerk/dev/docs/troubleshooting.md#durable_object_rpc',
      },
    })
    const troubleshooting = 'node_modules/@cloudwerk/dev/docs/troubleshooting.md'
    expect(readFileSync(join(root, troubleshooting), 'utf8')).toContain(
      '\n### DURABLE_OBJECT_RPC\n',
    )

    const page = await fetch(`${server.url}/shelf`, { headers: { Accept: 'text/html' } })
    expect(page.headers.get('Content-Type')).toContain('text/html')
    const html = await page.text()
    const first = html.search(/\.ts:\d+:\d+/)
    expect(html.slice(first - 50, first + 50)).toContain('app/objects/shelf.ts:12:')
    expect([...page.headers.keys()].filter((name) => name.startsWith('x-'))).toEqual([])

    await waitUntil(() => logged(server, "(reading 'name')") >= 2)
    expect(logged(server, "(reading 'name')")).toBe(2)
    expect(server.output()).toMatch(/GET \/shelf failed[\s\S]*?> 12 \| /)
    expect(server.output()).not.toContain('@cloudwerk/durable-object/dist')
  })

  test("only the server's own pages can open files in the editor", async () => {
    const open = async (headers: Record<string, string>) => {
      const path = '/__open-in-editor?file=/none.ts:1:1'
      const response = await fetch(server.url + path, { headers })
      return response.status
    }
    expect(await open({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403)
    expect(await open({ Origin: 'http://localhost:1' })).toBe(403)
    expect(await open({ Origin: 'null' })).toBe(403)
    expect(await open({ Origin: server.url, 'Sec-Fetch-Site': 'same-origin' })).toBe(200)
  })

  test('a path without a route is answered with the list of routes', async () => {
    const url = `${server.url}/shop/<b>?a=1`
    const response = await fetch(url)
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 404,
      body: {
        error: {
          code: 'NOT_FOUND',
          message: 'No route matches /shop/%3Cb%3E.',
          routes: expect.arrayContaining(['GET /shelf', 'GET POST /api/counter/[id]']),
        },
      },
    })
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(404)
    const page = await fetch(url, { headers: { Accept: 'text/html' } })
    expect(page.status).toBe(404)
    const html = await page.text()
    expect(html).toContain('app/shop/[name]/route.ts')
    expect(html).toContain('<a href="/shelf">/shelf</a>')
    expect(html).toMatch(/<code>Shelf<\/code>.*nameOf.*app\/objects\/shelf\.ts/)
    expect([...page.headers.keys()].filter((name) => name.startsWith('x-'))).toEqual([])
  })
})

test('anything that is thrown is reported, and no file is read because a message names it', async () => {
  const root = copyApp({ 'app/secret.txt': 'the secret\n' })
  writeFiles(root, {
    'app/api/thrown/[kind]/route.ts': `const thrown: Record<string, unknown> = {
  text: 'just <b>text</b>', null: null, undefined, object: { a: 1 }, symbol: Symbol('s'),
  many: new AggregateError([new TypeError('one of them')], 'many'),
  round: Object.assign(new Error('round'), { big: 1n }),
}
;(thrown.round as Error).cause = thrown.round
export const GET = (_: Request, { params }: any) => { throw thrown[params.kind] }
export const POST = async (request: Request) => {
  const error = new Error('with a stack of its own')
  error.stack = await request.text()
  throw error
}
`,
  })
  const server = await serve(root, 'dev')
  const messages = ['text', 'null', 'undefined', 'object', 'symbol', 'many', 'round'].map(
    async (kind) => (await failure(server, `/api/thrown/${kind}`)).error.message,
  )
  expect(await Promise.all(messages)).toEqual([
    'Thrown: just <b>text</b>',
    'Thrown: null',
    'Thrown: undefined',
    'Thrown: {"a":1}',
    'Thrown: Symbol(s)',
    'many',
    'round',
  ])
  const page = await fetch(`${server.url}/api/thrown/text`, { headers: { Accept: 'text/html' } })
  expect(await page.text()).toContain('just &lt;b&gt;text&lt;/b&gt;')

  for (const file of [`${root}/app/secret.txt`, '/etc/hostname', `${root}/../x`]) {
    const body = `Error: x\n    at f (${file}:1:1)`
    const answer = await fetch(`${server.url}/api/thrown/own`, { method: 'POST', body })
    const { error } = (await answer.json()) as { error: FailureJson }
    expect(error.frame).toBeUndefined()
    expect(JSON.stringify(error)).not.toContain('the secret')
  }
})

test("errors of alarms and of calls that nobody awaits show the object's own line", async () => {
  const root = copyApp({
    'app/objects/clock.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'

export default defineDurableObject({
  methods: {
    async ring() {
      await this.ctx.storage.setAlarm(Date.now())
    },
  },
  fetch() {
    throw new TypeError('no fetch')
  },
  alarm() {
    Object.assign(this.state, { broken: () => 1 })
  },
})
`,
    'app/clock/route.ts': `import { durableObjects } from '@cloudwerk/core/bindings'
const clock = () => durableObjects.Clock.getByName('a')
export const GET = (request: Request) => clock().fetch(request)
export async function POST() {
  await clock().ring()
  return new Response()
}
`,
  })
  const server = await serve(root, 'dev')
  expect((await failure(server, '/clock')).error).toMatchObject({
    message: 'no fetch',
    file: 'app/objects/clock.ts:10:11',
    also: [{ title: 'Called in app/clock/route.ts' }],
  })
  await fetch(`${server.url}/clock`, { method: 'POST' })
  const alarmed =
    /'alarm' of Clock 'a' failed and is tried again in 2 s, at \S+: DurableObjectStateError: state\.broken is a function/
  await waitUntil(() => alarmed.test(server.output()))
  expect(server.output()).toMatch(/alarm \(.*app\/objects\/clock\.ts:13:\d+/)
  expect(server.output()).not.toContain('@cloudwerk/durable-object/dist')
})

test('an error at the top level of a file is reported', async () => {
  const root = copyApp(files)
  const server = await serve(root, 'dev')
  const broken = { 'app/(shop)/shelf/route.ts': `${route}\nthrow new Error('at the top')\n` }
  writeFiles(root, broken)
  await waitUntil(async () => {
    const { error } = await failure(server, '/shelf').catch(() => ({ error: undefined }))
    return error?.message === 'at the top'
  })
  expect(server.output()).toContain("while the app's files were loaded")

  const { code, output } = await cloudwerk(copyApp({ ...files, ...broken }), 'dev', '--port', '0')
  expect(code).toBe(1)
  expect(output).toMatch(/files cannot be loaded: at the top\n.*top level/)
  expect(output).not.toContain('bug in cloudwerk')
})

test('mistakes in files are shown with their lines until they are fixed', async () => {
  const root = copyApp(files)
  const server = await serve(root, 'dev')
  const page = async () => {
    const response = await fetch(`${server.url}/shelf`, { headers: { Accept: 'text/html' } })
    return response.text()
  }
  writeFiles(root, { 'app/objects/shelf.ts': object.replace('methods:', 'method:') })
  let html = ''
  await waitUntil(async () => {
    html = await page()
    return html.includes('The app cannot run')
  })
  expect(html).toMatch(/no key &quot;method&quot;[\s\S]*Did you mean methods\?/)
  expect(html).toMatch(/<mark [^>]*>.*<b>method<\/b>: \{/)
  writeFiles(root, { 'app/objects/shelf.ts': object.replace('item.name', `'mended'`) })
  await waitUntil(async () => (await page()) === 'mended')
})

test.skipIf(!hasBrowser)('the page reloads when the file is fixed', async () => {
  const root = copyApp(files)
  const server = await serve(root, 'dev')
  const { browser, server: process } = await startBrowser()
  try {
    const page = await openPage(browser, { viewport: { width: 390, height: 800 } })
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    let isConnected = false
    page.on('console', (message) => {
      isConnected ||= message.text().includes('connected')
    })
    await page.goto(`${server.url}/shelf`)
    expect(await page.locator('h1').innerText()).toContain("(reading 'name')")
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await waitUntil(() => isConnected)
    writeFiles(root, { 'app/objects/shelf.ts': object.replace('item.name', `'mended'`) })
    await page.getByText('mended').waitFor()
    expect(problems).toEqual([])
  } finally {
    await browser.close()
    await process.close()
  }
})
