import { defineDurableObject } from '@cloudwerk/durable-object'

/** Records the events of its sockets. `?tag=` of the request sets a socket's tag and attachment. */
export const room = defineDurableObject({
  init: () => ({ events: [] as string[], starts: 0 }),

  start(ctx) {
    this.state.starts += 1
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  },

  async fetch(request) {
    const tag = new URL(request.url).searchParams.get('tag') ?? ''
    const response = this.handleWebSocket(request, [tag])
    this.ctx.getWebSockets(tag)[0]?.serializeAttachment({ tag, at: new Date(0) })
    return response
  },

  webSocketMessage(socket, message) {
    const size = typeof message === 'string' ? message : `${message.byteLength} bytes`
    this.state.events.push(`message ${size}`)
    if (message === 'fail') throw new Error('the handler fails')
    const { starts } = this.state
    const attachment = socket.deserializeAttachment()
    socket.send(JSON.stringify({ starts, tags: this.ctx.getTags(socket), attachment }))
  },

  webSocketClose(socket, code, _reason, wasClean) {
    this.state.events.push(`close ${this.ctx.getTags(socket)} ${code} ${wasClean}`)
  },

  webSocketError(socket, error) {
    this.state.events.push(`error ${this.ctx.getTags(socket)} ${(error as Error).message}`)
  },

  methods: {
    read() {
      const sockets = this.ctx.getWebSockets()
      const open = sockets.flatMap((socket) => this.ctx.getTags(socket))
      return { events: this.state.events, open, starts: this.state.starts }
    },
    pingedAt() {
      const [socket] = this.ctx.getWebSockets()
      return socket && this.ctx.getWebSocketAutoResponseTimestamp(socket)
    },
  },
})
