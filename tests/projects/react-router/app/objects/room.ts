import { defineDurableObject } from '@cloudwerk/durable-object'

export default defineDurableObject({
  fetch(request) {
    return this.handleWebSocket(request)
  },
  webSocketMessage(_socket, message) {
    this.broadcast(`someone says ${message}`)
  },
})
