import { defineDurableObject, UserError } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { gateOf } from '../../objects/gate.ts'

/** Who may bid: its connections are accepted without a `fetch`. */
export const auction = defineDurableObject({
  init: () => ({ opened: [] as string[], bids: [] as string[], closed: [] as string[] }),

  sockets: {
    accept(request) {
      const { searchParams } = new URL(request.url)
      const name = searchParams.get('name')
      if (!name) return new Response('Who are you?', { status: 401 })
      if (name === 'throws in accept') {
        this.state.opened.push('never')
        throw new Error('not now')
      }
      this.state.opened.push(`accept ${name}`)
      return { tags: searchParams.getAll('tag'), data: { name, since: new Date(0), marks: [1] } }
    },

    open(socket) {
      const { name } = socket.data
      this.state.opened.push(`open ${name}`)
      socket.send(JSON.stringify({ welcome: name, online: this.names() }))
      this.broadcast({ joined: name }, { except: socket })
      if (name === 'throws in open') throw new Error('not here')
    },

    messages: {
      bid: z.object({ amount: z.number().positive(), note: z.string().default('none') }),
      strict: z.strictObject({ value: z.string() }),
      typed: z.object({ type: z.literal('typed'), value: z.string() }),
      slow: z.object({ value: z.string() }).refine(async ({ value }) => {
        await scheduler.wait(5)
        return value !== 'wrong'
      }),
      text: z
        .string()
        .or(z.object({}))
        .transform(() => 'no object') as unknown as z.ZodObject,
      forbidden: z.object({}),
      list: z.object({ values: z.array(z.string()) }),
      rename: z.object({ name: z.string() }),
    },
  },

  webSocketMessage(socket, message) {
    const { name } = socket.data
    this.state.bids.push(`${name} ${JSON.stringify(message)}`)
    if (message.type === 'forbidden') throw new UserError('Not you.', { code: 'NOT_YOU', data: 1 })
    if (message.type === 'rename') {
      socket.data = { ...socket.data, name: message.name }
      if (message.name === 'undone') throw new Error('undone')
    }
    if (message.type === 'bid')
      this.broadcast({ bid: message.amount }, { tags: ['bidders', 'all'] })
  },

  webSocketClose(socket) {
    this.state.closed.push(socket.data.name)
  },

  methods: {
    async log() {
      return this.state
    },

    async online() {
      return this.names()
    },

    async say(message: unknown, to: { tags?: string | string[]; exceptTag?: string }) {
      const except = to.exceptTag === undefined ? [] : this.ctx.getWebSockets(to.exceptTag)
      this.broadcast(message, { except, tags: to.tags })
    },

    async sayWrong(to: object) {
      this.broadcast('wrong', to)
    },

    async sayState(tag: string) {
      this.broadcastState({ tags: tag })
    },

    async dataOf(name: string) {
      return this.ctx.getWebSockets().find(({ data }) => data.name === name)?.data
    },

    async changeDataInPlace() {
      const [socket] = this.ctx.getWebSockets()
      if (socket) socket.data.marks.push(2)
    },

    async renameInFailedSavepoint(to: string) {
      const [socket] = this.ctx.getWebSockets()
      if (!socket) throw new Error('no socket')
      socket.data = { ...socket.data, name: 'before' }
      await this.transaction(() => {
        socket.data = { ...socket.data, name: to }
        throw new Error('undone')
      }).catch(() => undefined)
      return socket.data.name
    },

    async hold() {
      await gateOf(this.id).pass()
    },
  },

  helpers: {
    names(): string[] {
      return this.ctx.getWebSockets().map(({ data }) => data.name)
    },
  },
})
