import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect as connectTo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { cloudwerk, makeApp, removeApp, type Server, serve, waitUntil } from './app.ts'

const objects = {
  'app/objects/room.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ done: 0, left: 0 }),
  fetch(request) { return this.handleWebSocket(request) },
  webSocketMessage(socket, message) {
    socket.serializeAttachment(message)
    socket.send(message)
  },
  async webSocketClose(socket) {
    this.state.left += 1
    const url = socket.deserializeAttachment()
    if (url) await this.outside(() => fetch(url))
  },
  methods: {
    async work(until: string) {
      await this.outside(() => fetch(until))
      this.state.done += 1
      return this.state.done
    },
    async look() { return { ...this.state, online: this.ctx.getWebSockets().length } },
  },
})`,
  'app/work/[name]/route.ts': `import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function POST(request: Request, { params }: RouteContext<{ name: string }>) {
  const until = new URL(request.url).searchParams.get('until')!
  return json({ done: await durableObjects.Room.getByName(params.name).work(until) })
}
export async function GET(_request: Request, { params }: RouteContext<{ name: string }>) {
  return json(await durableObjects.Room.getByName(params.name).look())
}`,
  'app/connect/[name]/route.ts': `import type { RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export function GET(request: Request, { params }: RouteContext<{ name: string }>) {
  return durableObjects.Room.getByName(params.name).fetch(request)
}`,
  'app/plain/route.ts': `export function GET() {
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  return new Response(null, { status: 101, webSocket: client })
}`,
}

let root: string

/** A server outside the app. A handler waits until the test sends the response to its request. */
const outside = createServer((request, response) => arrived.get(request.url ?? '')?.(response))
/** For each path, the callback that takes the response once a request has arrived. */
const arrived = new Map<string, (response: ServerResponse) => void>()

beforeAll(async () => {
  await once(outside.listen(0, '127.0.0.1'), 'listening')
  root = makeApp(objects)
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
})
afterAll(() => {
  outside.closeAllConnections()
  outside.close()
  removeApp(root)
})

async function look(server: Server, name: string): Promise<Record<string, number>> {
  return (await fetch(`${server.url}/work/${name}`)).json() as Promise<Record<string, number>>
}

/** A URL of the server outside, and its response once a handler has requested it. */
function expectRequest(name: string): { url: string; response: Promise<ServerResponse> } {
  const { port } = outside.address() as AddressInfo
  const response = new Promise<ServerResponse>((resolve) => arrived.set(`/${name}`, resolve))
  return { url: `http://127.0.0.1:${port}/${name}`, response }
}

/** The path of a call that waits, and the response that ends it, once its handler runs. */
function holdCall(name: string): { path: string; runs: Promise<ServerResponse> } {
  const { url, response } = expectRequest(name)
  return { path: `/work/${name}?until=${encodeURIComponent(url)}`, runs: response }
}

interface HeldCall {
  answer: Promise<unknown>
  release(): void
}

/** Starts a call and waits until it runs. */
async function begin(server: Server, name: string): Promise<HeldCall> {
  const { path, runs } = holdCall(name)
  const answer = fetch(server.url + path, { method: 'POST' }).then(
    (response) => response.json(),
    () => 'cut',
  )
  const early = answer.then((value) => {
    throw new Error(`${name} did not wait: ${JSON.stringify(value)}`)
  })
  const held = await Promise.race([runs, early])
  return { answer, release: () => void held.end() }
}

interface Watched {
  socket: WebSocket
  closed: Promise<[number, string]>
}

async function connect(server: Server, path: string): Promise<Watched> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`)
  const closed = new Promise<[number, string]>((resolve) => {
    socket.once('close', (code, reason) => resolve([code, reason.toString()]))
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return { socket, closed }
}

const restart = [1012, 'The server is restarting']

describe.each(['start', 'dev'] as const)('the end of cloudwerk %s', (command) => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets calls end, closes sockets with 1012 and refuses new calls',
    async (signal) => {
      const server = await serve(root, command)
      const sockets = [
        await connect(server, '/connect/quiet'),
        await connect(server, `/connect/loud-${signal}`),
        await connect(server, '/plain'),
      ]
      const echoed = new Promise((resolve) => sockets[1]?.socket.once('message', resolve))
      const left = expectRequest(`${command}-${signal}-left`)
      sockets[1]?.socket.send(left.url)
      await echoed
      const { answer, release } = await begin(server, `${command}-${signal}`)
      server.child.kill(signal)
      await waitUntil(async () => {
        const response = await fetch(`${server.url}/work/late`, { method: 'POST' })
        if (response.status !== 503) return false
        expect(response.headers.get('Retry-After')).toBe('1')
        expect(await response.json()).toMatchObject({ error: { code: 'SERVER_STOPPING' } })
        return true
      })
      // The close reaches its handler while a call still runs.
      const closeHandled = await left.response
      closeHandled.end()
      release()
      expect(await answer).toEqual({ done: 1 })
      expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([
        restart,
        restart,
        restart,
      ])
      expect(await server.ended).toBe(0)
      const next = await serve(root, command)
      expect(await look(next, `loud-${signal}`)).toMatchObject({ left: 1, online: 0 })
    },
  )

  test('a call that runs for longer than the grace period is cut off', async () => {
    const server = await serve(root, command, '--grace-period', '1')
    const { answer } = await begin(server, `${command}-long`)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(await answer).toBe('cut')
    const next = await serve(root, command)
    expect(await look(next, `${command}-long`)).toMatchObject({ done: 0 })
  })

  test('a second signal ends it at once', async () => {
    const server = await serve(root, command, '--grace-period', '3600')
    const { answer } = await begin(server, `${command}-twice`)
    server.child.kill('SIGINT')
    await waitUntil(async () => (await fetch(`${server.url}/plain`)).status === 503)
    // The same Ctrl-C, passed on by npm, does not count as a second one.
    await new Promise((resolve) => setTimeout(resolve, 600))
    server.child.kill('SIGINT')
    await server.ended
    expect(await answer).toBe('cut')
  })

  test('clients that have left or do not answer a close do not delay the end', async () => {
    const server = await serve(root, command, '--grace-period', '3600')
    const client = connectTo(Number(new URL(server.url).port), '127.0.0.1')
    const { path, runs } = holdCall(`${command}-gone`)
    client.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await runs
    client.resetAndDestroy()
    const { socket } = await connect(server, '/connect/asleep')
    socket.pause()
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    socket.terminate()
    expect(server.output()).not.toContain('Warning')
  })
})

test('kill -9 during the grace period loses nothing that was acknowledged', async () => {
  const server = await serve(root, 'start')
  const first = await begin(server, 'killed')
  first.release()
  expect(await first.answer).toEqual({ done: 1 })
  const { answer } = await begin(server, 'killed')
  server.child.kill('SIGTERM')
  await waitUntil(async () => (await fetch(`${server.url}/plain`)).status === 503)
  server.child.kill('SIGKILL')
  expect(await answer).toBe('cut')
  await server.ended
  const next = await serve(root, 'start')
  expect(await look(next, 'killed')).toMatchObject({ done: 1 })
  expect(readdirSync(join(root, '.cloudwerk/data'))).not.toContain('workerd.capnp')
})
