import { DurableObjectLimitError, defineDurableObject } from '@cloudwerk/durable-object'

/** Accepts sockets as the path says, or answers with the error. */
export const socketLimits = defineDurableObject({
  async fetch(request) {
    const [, what, count] = new URL(request.url).pathname.split('/')
    try {
      return this.handleWebSocket(request, createTags(what, Number(count)))
    } catch (error) {
      const isLimit = error instanceof DurableObjectLimitError
      return Response.json({ isLimit, message: (error as Error).message }, { status: 400 })
    }
  },
  methods: {
    /** Sockets without clients, since the limit is 32,768. */
    acceptMany(count: number) {
      for (let n = 0; n < count; n += 1) this.ctx.acceptWebSocket(new WebSocketPair()[1])
      return this.ctx.getWebSockets().length
    },
    attach(size: number) {
      for (const socket of this.ctx.getWebSockets()) socket.serializeAttachment('x'.repeat(size))
    },
    attachFunction() {
      for (const socket of this.ctx.getWebSockets()) socket.serializeAttachment(() => 1)
    },
    autoRespond(size: number) {
      const pair = new WebSocketRequestResponsePair('x'.repeat(size), 'pong')
      this.ctx.setWebSocketAutoResponse(pair)
    },
  },
})

function createTags(what: string | undefined, count: number): string[] {
  if (what === 'length') return ['x'.repeat(count)]
  return Array.from({ length: count }, (_, index) => (what === 'same' ? 'tag' : `tag ${index}`))
}
