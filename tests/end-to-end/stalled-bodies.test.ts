import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloudwerk, makeApp, removeApp, type Server, startServer } from './app.ts'

const files = {
  'app/objects/store.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ bytes: 0 }),
  async fetch(request) {
    this.state.bytes += (await request.arrayBuffer()).byteLength
    return Response.json({ bytes: this.state.bytes })
  },
})`,
  'app/store/[name]/route.ts': `import type { RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export function POST(request: Request, { params }: RouteContext<{ name: string }>) {
  return durableObjects.Store.getByName(params.name).fetch(request)
}`,
  'app/size/route.ts': `import { json } from '@cloudwerk/core'
export async function POST(request: Request) {
  return json({ characters: (await request.text()).length })
}
export async function PUT(request: Request) {
  return json(await request.json().catch(({ message }) => ({ caught: message })))
}`,
}

let root: string
let server: Server

beforeAll(async () => {
  root = makeApp(files)
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
  server = await startServer(root, 'start', { args: ['--body-timeout', '2'] })
})
afterAll(async () => {
  await server.stop()
  removeApp(root)
})

/** Sends the head of a request and the first part of its body. */
function begin(line: string, { head, body }: { head: string; body: string }): Socket {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('utf8')
  socket.on('error', () => {})
  socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\n${head}\r\n\r\n${body}`)
  return socket
}

async function answerOf(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  await once(socket, 'close')
  return text
}

const length = (bytes: number) => `Content-Length: ${bytes}`

// Each of these mostly waits for bytes that do not come.
test.concurrent.each([
  ['of a small body that a route reads', 'POST /size', length(100), 'abc'],
  ['of a large body that a route reads', 'POST /size', length(10_000_000), 'x'.repeat(500_000)],
  ['of a body in chunks', 'POST /size', 'Transfer-Encoding: chunked', '3\r\nabc\r\n'],
  ['of a small body for an object', 'POST /store/a', length(100), 'abc'],
  [
    'of a body of a megabyte for an object',
    'POST /store/a',
    length(1_000_000),
    'x'.repeat(999_999),
  ],
  ['of a larger one for an object', 'POST /store/a', length(3_000_000), 'x'.repeat(2_000_000)],
])('a request %s is answered with 408 when the rest does not come', async (_, line, head, body) => {
  const answer = await answerOf(begin(line, { head, body }))
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toContain('REQUEST_TIMEOUT')
})

test.concurrent('a route may answer by itself', async () => {
  const answer = await answerOf(begin('PUT /size', { head: length(100), body: '{' }))
  expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*stopped arriving: no data for 2 s/)
})

test.concurrent('a large body that arrives slowly, for longer than the limit, is read to its end', async () => {
  const parts = 8
  const socket = begin('POST /size', { head: length(parts * 100_000), body: '' })
  const answer = answerOf(socket)
  for (let part = 0; part < parts; part++) {
    await delay(700)
    socket.write('x'.repeat(100_000))
  }
  await once(socket, 'data')
  socket.end()
  expect(await answer).toContain(`{"characters":${parts * 100_000}}`)
})

test.concurrent('complete bodies of all sizes and kinds are read as before', async () => {
  for (const size of [0, 1, 1_000, 100_000, 3_000_000]) {
    const body = 'x'.repeat(size)
    const answer = await fetch(`${server.url}/size`, { method: 'POST', body })
    expect(await answer.json()).toEqual({ characters: size })
    const stored = await fetch(`${server.url}/store/size-${size}`, { method: 'POST', body })
    expect(await stored.json()).toEqual({ bytes: size })
  }
  const json = { list: Array.from({ length: 20_000 }, (_, index) => index) }
  const echoed = await fetch(`${server.url}/size`, { method: 'PUT', body: JSON.stringify(json) })
  expect(await echoed.json()).toEqual(json)
})

test.concurrent('clients that leave in the middle cause no warnings or stacks in the log', async () => {
  const heads = ['POST /size', 'POST /store/gone']
  for (const line of heads) begin(line, { head: length(100), body: 'abc' }).resetAndDestroy()
  const kept = heads.map((line) => begin(line, { head: length(100), body: 'abc' }))
  await delay(300)
  for (const socket of kept) socket.resetAndDestroy()
  expect(await answerOf(begin('POST /size', { head: length(100), body: 'abc' }))).toContain('408')
  await delay(1_500)
  expect(server.output()).not.toMatch(/Warning|\n\s+at /)
})
