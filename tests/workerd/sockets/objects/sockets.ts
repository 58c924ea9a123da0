import { defineDurableObject } from '@cloudwerk/durable-object'
import { gateOf } from '../../objects/gate.ts'
import { sleep } from '../../objects/sleep.ts'

export const sockets = defineDurableObject({
  init: () => ({ log: [] as string[], count: 0 }),
  helpers: {
    recordEvent(entry: string) {
      this.state.log.push(entry)
    },
  },
  start(ctx) {
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  },
  async fetch(request) {
    const tag = new URL(request.url).pathname.slice(1) || 'all'
    return this.handleWebSocket(request, [tag])
  },
  async webSocketMessage(socket, message) {
    if (message === 'fail') {
      this.state.count += 1
      this.broadcast('never')
      throw new Error('socket handler failed')
    }
    if (message === 'close') {
      socket.close(1000, 'bye')
      closeInEveryWay(socket, 1005)
    }
    if (message === 'close wrongly') socket.close(1005)
    if (message === 'slow') await sleep(5)
    if (message === 'but me') this.broadcast('from another', socket)
    this.recordEvent(String(message))
  },
  async webSocketClose(socket, code, reason, wasClean) {
    this.recordEvent(`closed ${code} ${reason} ${wasClean}`)
    if (this.name === 'closes what is closed') closeInEveryWay(socket, code)
  },
  methods: {
    log() {
      return this.state.log
    },
    count() {
      return this.state.count
    },
    hold() {
      return gateOf(this.id).pass()
    },
    async say(...messages: unknown[]) {
      for (const message of messages) this.broadcast(message)
    },
    async sayAndFail() {
      this.broadcast('not sent')
      await sleep(1)
      throw new Error('undone')
    },
    async sayInFailedSavepoint() {
      this.broadcast('before')
      const failed = this.transaction(() => {
        this.broadcast('within')
        throw new Error('no')
      })
      await failed.catch(() => undefined)
      const undone = this.ctx.storage.transaction(async (txn) => {
        this.broadcast('within')
        txn.rollback()
      })
      await undone
      this.broadcast('after')
    },
    /** Changes the state and a buffer after it has broadcast them. */
    async sayThenChange() {
      const buffer = new Uint8Array([0, 1, 2, 3])
      this.state.count = 1
      this.broadcast({ count: this.state.count, state: this.state })
      this.broadcast(buffer.subarray(1, 3))
      buffer.fill(9)
      this.state.count = 2
      await gateOf(this.id).pass()
    },
    async sayExcept(tag: string) {
      const except = this.ctx.getWebSockets(tag)
      this.broadcast('to the others', except)
    },
    async sayBesideAClosedOne(tag: string) {
      for (const socket of this.ctx.getWebSockets(tag)) socket.close(1000, 'bye')
      this.broadcast('to who is left')
    },
    async broadcastWholeState() {
      this.state.count += 1
      this.broadcastState()
    },
    async sayOutside() {
      this.broadcast('before outside')
      await this.outside(() => gateOf(this.id).pass())
      this.broadcast('after outside')
    },
    async sayNothing() {
      this.broadcast(undefined)
    },
  },
})

/** As the platform's examples do, and in worse ways. */
function closeInEveryWay(socket: WebSocket, code: number): void {
  socket.close(code, 'Durable Object is closing WebSocket')
  for (const unsendable of [1005, 1006, 1015, 5000]) socket.close(unsendable)
  socket.close(1000, 'x'.repeat(124))
  socket.close()
  socket.send('nobody gets this')
  socket.serializeAttachment({ left: true })
}

/** Defines names that every object has already. */
export const ownWays = defineDurableObject({
  init: () => ({ value: 1 }),
  fetch(request) {
    return this.handleWebSocket(request)
  },
  helpers: {
    handleWebSocket(request: Request) {
      return new Response(`own ${request.method}`)
    },
  },
  methods: {
    broadcastState() {
      return `own ${this.state.value}`
    },
    broadcastsItself() {
      return this.broadcastState()
    },
  },
})
