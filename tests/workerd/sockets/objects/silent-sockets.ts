import { defineDurableObject } from '@cloudwerk/durable-object'

/** How much is broadcast to a socket before it must have answered. */
export const unansweredBytes = 10

/** Closes sockets that do not answer for a millisecond. */
export const silentSockets = defineDurableObject({
  sockets: { closeSilent: { after: 1, bytes: unansweredBytes } },
  start(ctx) {
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  },
  fetch(request) {
    return this.handleWebSocket(request)
  },
  webSocketMessage(socket) {
    socket.send('heard')
  },
  methods: {
    say(text: string) {
      this.broadcast(text)
    },
    pings() {
      const times = this.ctx
        .getWebSockets()
        .map((socket) => this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0)
      return Math.max(...times)
    },
  },
})
