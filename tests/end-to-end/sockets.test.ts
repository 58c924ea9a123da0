import { PartySocket } from 'partysocket'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket as WsSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { cloudwerk, makeApp, removeApp, type Server, startServer, waitUntil } from './app.ts'
import { openSocket } from './open-socket.ts'

const objects = {
  'app/objects/echo.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
export default defineDurableObject({
  init: () => ({ received: 0 }),
  fetch(request) { return this.handleWebSocket(request) },
  webSocketMessage(socket, message) {
    this.state.received += 1
    socket.send(message)
  },
  methods: {
    async getReceived() { return this.state.received },
    async getOnline() { return this.ctx.getWebSockets().length },
    async tell(message: unknown) { this.broadcast(message) },
    async close(code: number, reason: string) {
      for (const socket of this.ctx.getWebSockets()) socket.close(code, reason)
    },
  },
})`,
  'app/objects/relay.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
/** Relays each message of one editor to all others. */
export default defineDurableObject({
  fetch(request) { return this.handleWebSocket(request) },
  webSocketMessage(socket, message) { this.broadcast(message, socket) },
})`,
  'app/objects/auction.ts': `import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
export default defineDurableObject({
  init: () => ({ entered: [] as string[], highest: 0 }),
  sockets: {
    async accept(request) {
      const name = new URL(request.url).searchParams.get('name')
      if (!name) return new Response('Say who you are', { status: 401 })
      this.state.entered.push(name)
      return { tags: ['bidders'], data: { name } }
    },
    async open(socket) {
      socket.send(JSON.stringify({ type: 'welcome', entered: this.state.entered }))
      this.broadcast({ type: 'joined', name: socket.data.name }, { except: socket, tags: ['bidders'] })
      if (socket.data.name === 'Mallory') throw new Error('not you')
    },
    messages: { bid: z.object({ amount: z.number().positive() }) },
  },
  webSocketMessage(socket, { amount }) {
    this.state.highest = amount
    this.broadcast({ type: 'bid', name: socket.data.name, amount })
  },
  methods: {
    async getEntered() { return this.state.entered },
    async getOnline() { return this.ctx.getWebSockets().map(({ data }) => data.name) },
  },
})`,
  'app/call/[object]/[name]/[method]/route.ts': `import { json, type RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export async function POST(request: Request, { params }: RouteContext) {
  const stub = durableObjects[params.object].getByName(params.name)
  return json((await stub[params.method](...((await request.json()) as unknown[]))) ?? null)
}`,
  'app/connect/[object]/[name]/route.ts': `import type { RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export function GET(request: Request, { params }: RouteContext) {
  return durableObjects[params.object].getByName(params.name).fetch(request)
}`,
  // Where partysocket and y-websocket look by default.
  'app/parties/[party]/[room]/route.ts': `import type { RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export function GET(request: Request, { params }: RouteContext) {
  return durableObjects.Echo.getByName(params.room).fetch(request)
}`,
  'app/yjs/[room]/route.ts': `import type { RouteContext } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
export function GET(request: Request, { params }: RouteContext) {
  return durableObjects.Relay.getByName(params.room).fetch(request)
}`,
}

let root: string

beforeAll(async () => {
  root = makeApp(objects)
  expect(await cloudwerk(root, 'build')).toMatchObject({ code: 0 })
})
afterAll(() => removeApp(root))

describe.each(['dev', 'start'] as const)('in cloudwerk %s', (mode) => {
  let server: Server

  beforeAll(async () => {
    server = await startServer(root, mode)
  })
  afterAll(() => server?.stop())

  const call = async (object: string, name: string, method: string, ...args: unknown[]) => {
    const init = { method: 'POST', body: JSON.stringify(args) }
    return (await fetch(`${server.url}/call/${object}/${name}/${method}`, init)).json()
  }
  const socketUrl = (path: string) => `${server.url.replace('http', 'ws')}${path}`

  test('ws: text and binary come back in order, and closes keep their codes', async () => {
    const socket = new WsSocket(socketUrl('/connect/Echo/ws'))
    const received: (string | number[])[] = []
    socket.on('message', (data: Buffer, isBinary: boolean) =>
      received.push(isBinary ? [...data] : data.toString()),
    )
    await new Promise((resolve) => socket.once('open', resolve))
    for (let number = 0; number < 100; number += 1) {
      socket.send(number % 2 ? new Uint8Array([number]) : `text ${number}`)
    }
    await waitUntil(() => received.length === 100)
    expect(received).toEqual(
      Array.from({ length: 100 }, (_, number) => (number % 2 ? [number] : `text ${number}`)),
    )
    expect(await call('Echo', 'ws', 'getReceived')).toBe(100)

    const closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve([code, reason.toString()]))
    })
    await call('Echo', 'ws', 'close', 4001, 'enough')
    expect(await closed).toEqual([4001, 'enough'])
    await waitUntil(async () => (await call('Echo', 'ws', 'getOnline')) === 0)
  })

  test('ws: a client that closes gets its close frame, with its own code or without one', async () => {
    for (const code of [undefined, 1000, 4321]) {
      const socket = new WsSocket(socketUrl('/connect/Echo/closing'))
      await new Promise((resolve) => socket.once('open', resolve))
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.close(code)
      expect(await closed).toBe(code ?? 1005)
    }
    const cut = new WsSocket(socketUrl('/connect/Echo/closing'))
    await new Promise((resolve) => cut.once('open', resolve))
    cut.terminate()
    await waitUntil(async () => (await call('Echo', 'closing', 'getOnline')) === 0)
  })

  test('ws: a message of a megabyte comes back complete', async () => {
    const socket = new WsSocket(socketUrl('/connect/Echo/large'), { perMessageDeflate: true })
    await new Promise((resolve) => socket.once('open', resolve))
    const large = Buffer.alloc(1024 * 1024, 'abc')
    const back = new Promise<Buffer>((resolve) => socket.once('message', resolve))
    socket.send(large)
    expect((await back).equals(large)).toBe(true)
    socket.close()
  })

  test('accept and open decide about a connection, and what does not fit is answered', async () => {
    const path = '/connect/Auction/lamp'
    // In dev the connection is dropped, and the terminal has the answer.
    const refusal = (status: number) => (mode === 'dev' ? 'dropped' : status)
    expect(await refusalOf(socketUrl(path))).toBe(refusal(401))
    expect((await fetch(`${server.url}${path}`)).status).toBe(426)
    const ann = await openSocket(`${server.url}${path}?name=Ann`)
    expect(await ann.next()).toEqual({ type: 'welcome', entered: ['Ann'] })
    expect(await refusalOf(socketUrl(`${path}?name=Mallory`))).toBe(refusal(500))
    expect(await call('Auction', 'lamp', 'getEntered')).toEqual(['Ann'])
    expect(await call('Auction', 'lamp', 'getOnline')).toEqual(['Ann'])

    const bob = await openSocket(`${server.url}${path}?name=Bob`)
    expect(await bob.next()).toEqual({ type: 'welcome', entered: ['Ann', 'Bob'] })
    expect(await ann.next()).toEqual({ type: 'joined', name: 'Bob' })
    bob.send({ type: 'bid', amount: -1 })
    expect(await bob.next()).toMatchObject({ type: 'error', code: 'INVALID_MESSAGE' })
    bob.send({ type: 'sell' })
    expect(await bob.next()).toMatchObject({ type: 'error', code: 'UNKNOWN_MESSAGE' })
    bob.send({ type: 'bid', amount: 5 })
    for (const each of [ann, bob]) {
      expect(await each.next()).toEqual({ type: 'bid', name: 'Bob', amount: 5 })
      await each.close()
    }
    await waitUntil(() => server.output().includes('not you'))
    if (mode === 'start') return
    expect(server.output()).toContain('GET /connect/Auction/lamp refused a WebSocket with 401.')
    expect(await refusalOf(socketUrl('/nowhere'))).toBe('dropped')
    await waitUntil(() => server.output().includes('GET /nowhere refused a WebSocket with 404.'))
  })

  test('partysocket: it connects, and reconnects by itself after a close', async () => {
    const socket = new PartySocket({
      host: new URL(server.url).host,
      protocol: 'ws',
      room: 'party',
      minReconnectionDelay: 50,
      maxReconnectionDelay: 100,
    })
    const received: string[] = []
    socket.addEventListener('message', ({ data }) => received.push(data))
    try {
      // It buffers what is sent before it is open.
      socket.send('early')
      await waitUntil(() => received.includes('early'))
      await call('Echo', 'party', 'close', 1012, 'restart')
      await waitUntil(() => socket.readyState !== WebSocket.OPEN)
      socket.send('meanwhile')
      await waitUntil(() => received.includes('meanwhile'))
      await call('Echo', 'party', 'tell', { to: 'all' })
      await waitUntil(() => received.includes('{"to":"all"}'))
    } finally {
      socket.close()
    }
  })

  test('y-websocket: editors that an object relays end with the same document', async () => {
    const editors = ['ann', 'bob'].map(() => openEditor(server))
    try {
      const [ann, bob] = editors as [Editor, Editor]
      await waitUntil(() => editors.every(({ provider }) => provider.wsconnected))
      ann.text.insert(0, 'Hello')
      await waitUntil(() => bob.text.toString() === 'Hello')
      // At the same time, in the same place.
      ann.text.insert(5, ' from ann')
      bob.text.insert(5, ' from bob')
      await waitUntil(() => ann.text.length === 23 && bob.text.length === 23)
      expect(bob.text.toString()).toBe(ann.text.toString())

      bob.provider.awareness.setLocalState({ name: 'bob' })
      await waitUntil(() =>
        [...ann.provider.awareness.getStates().values()].some(({ name }) => name === 'bob'),
      )

      const late = openEditor(server)
      editors.push(late)
      await waitUntil(() => late.provider.synced)
      expect(late.text.toString()).toBe(ann.text.toString())
    } finally {
      for (const { provider, document } of editors) {
        provider.destroy()
        document.destroy()
      }
    }
  })
})

test('a thousand sockets on one object get each broadcast once, even after kill -9', async () => {
  let server = await startServer(root, 'start')
  try {
    for (const round of [1, 2]) {
      const url = `${server.url}/connect/Echo/crowd`
      const sockets = []
      for (let batch = 0; batch < 10; batch += 1) {
        const opening = Array.from({ length: 100 }, () => openSocket(url))
        sockets.push(...(await Promise.all(opening)))
      }
      const init = (...args: unknown[]) => ({ method: 'POST', body: JSON.stringify(args) })
      const tell = (number: number) =>
        fetch(`${server.url}/call/Echo/crowd/tell`, init({ round, number }))
      for (const number of [1, 2, 3]) await tell(number)
      const [first] = sockets
      first?.send('last')
      for (const socket of sockets) {
        for (const number of [1, 2, 3]) expect(await socket.next()).toEqual({ round, number })
      }
      expect(await first?.next()).toBe('last')
      const received = await fetch(`${server.url}/call/Echo/crowd/getReceived`, init())
      expect(await received.json()).toBe(round)
      if (round === 1) {
        await server.stop('SIGKILL')
        server = await startServer(root, 'start')
      } else {
        await Promise.all(sockets.map((socket) => socket.close()))
        await waitUntil(async () => {
          const online = await fetch(`${server.url}/call/Echo/crowd/getOnline`, init())
          return (await online.json()) === 0
        })
      }
    }
  } finally {
    await server.stop()
  }
})

/** The status of the answer to a connection that fails, where there is one. */
function refusalOf(url: string): Promise<number | 'dropped' | undefined> {
  return new Promise((resolve, reject) => {
    const socket = new WsSocket(url)
    socket.once('open', () => reject(new Error('It was opened')))
    socket.once('error', () => resolve('dropped'))
    socket.once('unexpected-response', (request, { statusCode }) => {
      request.destroy()
      resolve(statusCode)
    })
  })
}

interface Editor {
  document: Y.Doc
  text: Y.Text
  provider: WebsocketProvider
}

function openEditor(server: Server): Editor {
  const document = new Y.Doc()
  const url = `${server.url.replace('http', 'ws')}/yjs`
  // Without the channel between tabs of one browser, everything goes through the object.
  const provider = new WebsocketProvider(url, 'plan', document, { disableBc: true })
  return { document, provider, text: document.getText('plan') }
}
