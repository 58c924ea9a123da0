import { defineDurableObject } from '@cloudwerk/durable-object'

/** Counts its wakes. Keeps the messages of a socket in its attachment, the last one first. */
export const hibernating = defineDurableObject({
  init: () => ({ wakes: 0, heard: [] as string[], user: { name: 'ann', seen: new Date(0) } }),
  start(ctx) {
    this.state.wakes += 1
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  },
  async fetch(request) {
    const tag = new URL(request.url).pathname.slice(1)
    return this.handleWebSocket(request, [tag, 'all'])
  },
  async webSocketMessage(socket, message) {
    this.state.heard.push(String(message))
    const before = socket.deserializeAttachment()
    socket.serializeAttachment({ before, message, user: this.state.user })
    const tags = this.ctx.getTags(socket)
    const { wakes, heard } = this.state
    // JSON cannot carry the binary messages of this object.
    if (this.name !== 'kinds') this.broadcast({ wakes, heard, tags, before })
  },
  methods: {
    tagged(tag?: string) {
      return this.ctx.getWebSockets(tag).map((socket) => this.ctx.getTags(socket)[0])
    },
    attachments(tag: string) {
      return this.ctx.getWebSockets(tag).map((socket) => socket.deserializeAttachment())
    },
    pinged(tag: string) {
      const [socket] = this.ctx.getWebSockets(tag)
      return socket && this.ctx.getWebSocketAutoResponseTimestamp(socket)
    },
    autoResponse() {
      const pair = this.ctx.getWebSocketAutoResponse()
      return pair && [pair.request, pair.response]
    },
  },
})
