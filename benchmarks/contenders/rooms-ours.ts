import { defineDurableObject } from '@cloudwerk/durable-object'

interface Chat {
  messages: { user: string; text: string; timestamp: number }[]
}

/** Relays each message to all sockets. */
export const megaphone = defineDurableObject({
  fetch(request) {
    return this.handleWebSocket(request)
  },
  webSocketMessage(_socket, text) {
    this.broadcast({ type: 'message', text })
  },
})

/** The guide's chat room, without its join and leave messages. */
export const chat = defineDurableObject({
  init: (): Chat => ({ messages: [] }),
  fetch(request) {
    return this.handleWebSocket(request, ['alice'])
  },
  webSocketMessage(socket, text) {
    const [user = ''] = this.ctx.getTags(socket)
    const message = { user, text: String(text), timestamp: Date.now() }
    this.state.messages.push(message)
    if (this.state.messages.length > 1000) {
      this.state.messages = this.state.messages.slice(-1000)
    }
    this.broadcast({ type: 'message', ...message })
  },
  methods: {
    kept(): number {
      return this.state.messages.length
    },
  },
})
