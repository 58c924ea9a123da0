import { DurableObjectLimitError, defineDurableObject } from '@cloudwerk/durable-object'

/** A socket closes once its other end is garbage collected. */
const otherEnds: WebSocket[] = []

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
    /** Sockets whose other ends stay in the object, since the limit is 32,768. */
    acceptMany(count: number) {
      for (let n = 0; n < count; n += 1) {
        const pair = new WebSocketPair()
        this.ctx.acceptWebSocket(pair[1])
        otherEnds.push(pair[0])
      }
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
