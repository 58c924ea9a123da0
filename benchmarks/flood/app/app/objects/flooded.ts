import { defineDurableObject } from '@cloudwerk/durable-object'

export default defineDurableObject({
  init: () => ({ seen: 0 }),

  async fetch(request) {
    return this.handleWebSocket(request)
  },

  webSocketMessage(socket, message) {
    this.state.seen += 1
    if (message === 'end') socket.send('over')
  },
})
