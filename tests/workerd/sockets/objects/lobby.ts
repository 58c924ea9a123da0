import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { gateOf } from '../../objects/gate.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of handlers outside of a definition
type Any = any

const keys = {
  schema: z.object({ log: z.array(z.string()), seats: z.number().min(0) }),

  init: () => ({ log: [] as string[], seats: 3 }),

  sockets: {
    async accept(this: Any, request: Request) {
      await scheduler.wait(1)
      const { pathname, searchParams } = new URL(request.url)
      this.state.log.push(`accept ${pathname}`)
      if (pathname === '/refused') return Response.json({ error: 'full' }, { status: 403 })
      const given = searchParams.get('given')
      if (given === 'socket') {
        return new Response(null, { status: 101, webSocket: new WebSocketPair()[0] })
      }
      if (given) return new Map(Object.entries(wrong)).get(given) as never
      return { tags: ['accepted'], data: { path: pathname, state: this.state.log } }
    },

    async open(this: Any, socket: WebSocket, request: Request) {
      const { pathname } = new URL(request.url)
      this.state.log.push(`open ${pathname}`)
      socket.send(`first ${pathname}`)
      await scheduler.wait(1)
      if (pathname === '/closed') return socket.close(4002, 'full')
      if (pathname === '/held') await gateOf(this.id).pass()
      if (pathname === '/refused-by-commit') this.state.seats = -1
      if (pathname === '/outside') {
        await this.outside(() => scheduler.wait(1))
        throw new Error('after outside')
      }
      socket.send(`second ${this.ctx.getTags(socket)}`)
      this.broadcast(`${pathname} is here`)
    },
  },

  async fetch(this: Any, request: Request) {
    const { pathname } = new URL(request.url)
    if (pathname === '/plain') return new Response('plain')
    const response = this.handleWebSocket(request, ['given'])
    this.state.log.push(`fetch ${response.status}`)
    if (pathname === '/unused') return new Response('none')
    if (pathname === '/wrapped') {
      const headers = { 'X-Wrapped': 'yes' }
      return new Response(null, { status: 101, webSocket: response.webSocket, headers })
    }
    return response
  },

  methods: {
    async log(this: Any) {
      return this.state.log
    },
    async online(this: Any) {
      return this.ctx.getWebSockets().map(({ data }: Any) => data.path)
    },
    async say(this: Any, message: string) {
      this.broadcast(message)
    },
  },
}

const wrong = {
  text: 'yes',
  null: null,
  list: [],
  key: { tag: 'x' },
  tags: { tags: 'x' },
  large: { data: 'x'.repeat(20_000) },
  many: { tags: Array.from({ length: 11 }, (_, n) => String(n)) },
}

/** Decides asynchronously about connections that its `fetch` hands on. */
export const lobby = defineDurableObject(keys as object)
export const lobbyWithSql = defineDurableObject({ ...keys, sqlite: true } as object)

/** Accepts without a `fetch`, and leaves the sockets of failed handlers nowhere. */
export const plainSockets = defineDurableObject({
  init: () => ({ count: 0 }),
  sockets: {},
  methods: {
    async online() {
      return this.ctx.getWebSockets().length
    },
  },
})

/** Has a `fetch` of its own, which may fail after it has accepted a socket. */
export const failingFetch = defineDurableObject({
  fetch(request) {
    const path = new URL(request.url).pathname
    if (path === '/own') {
      const { 0: client, 1: server } = new WebSocketPair()
      this.ctx.acceptWebSocket(server)
      if (client) throw new Error('own')
    }
    const response = this.handleWebSocket(request)
    if (path === '/fails') throw new Error('fails')
    return response
  },
  webSocketClose() {
    throw new Error('never')
  },
  methods: {
    async online() {
      return this.ctx.getWebSockets().length
    },
  },
})
