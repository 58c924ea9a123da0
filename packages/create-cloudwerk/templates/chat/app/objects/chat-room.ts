import { defineDurableObject } from '@cloudwerk/durable-object'

interface ChatState {
  messages: Array<{ user: string; text: string; timestamp: number }>
}

export default defineDurableObject<ChatState>({
  init: () => ({ messages: [] }),

  async fetch(request) {
    if (request.headers.get('Upgrade') !== 'websocket') {
      return new Response('Expected WebSocket', { status: 426 })
    }
    const url = new URL(request.url)
    const username = url.searchParams.get('username') || 'Anonymous'

    // The platform keeps the tag with the socket, even while the object hibernates.
    const [client, server] = Object.values(new WebSocketPair())
    this.ctx.acceptWebSocket(server, [username])

    server.send(JSON.stringify({ type: 'history', messages: this.state.messages.slice(-50) }))
    this.broadcast({ type: 'join', user: username, timestamp: Date.now() }, server)
    return new Response(null, { status: 101, webSocket: client })
  },

  async webSocketMessage(socket, message) {
    const data = JSON.parse(message as string)
    const [user] = this.ctx.getTags(socket)
    if (data.type !== 'message') return

    const sent = { user, text: String(data.text), timestamp: Date.now() }
    this.state.messages.push(sent)
    if (this.state.messages.length > 1000) {
      this.state.messages = this.state.messages.slice(-1000)
    }
    // Sent only once the message is on disk.
    this.broadcast({ type: 'message', ...sent })
  },

  async webSocketClose(socket) {
    const [user] = this.ctx.getTags(socket)
    this.broadcast({ type: 'leave', user, timestamp: Date.now() }, socket)
  },

  methods: {
    async getOnlineUsers() {
      return this.ctx.getWebSockets().map((socket) => this.ctx.getTags(socket)[0])
    },

    async getRecentMessages(limit = 50) {
      return this.state.messages.slice(-limit)
    },
  },
})
