import { defineDurableObject } from '@cloudwerk/durable-object'

/** The object for the tests of the test kit. */
export const tested = defineDurableObject({
  init: () => ({ value: 0, rung: 0, woken: 0 }),
  start() {
    woken += 1
  },
  methods: {
    async add(amount: number) {
      this.state.value += amount
      return this.state.value
    },
    async addAndThrow() {
      this.state.value += 1
      throw new RangeError('no further')
    },
    async read() {
      return this.state.value
    },
    async wakes() {
      return woken
    },
    async ringLater() {
      await this.ctx.storage.setAlarm(Date.now() + 3_600_000)
    },
  },
  fetch(request) {
    return this.handleWebSocket(request)
  },
  webSocketMessage(socket, message) {
    socket.send(message)
  },
  alarm() {
    this.state.rung += 1
  },
})

/** The objects of the class share it, so each test uses its own object. */
let woken = 0
