/** A bundle as the build leaves it, with one object class. */
export const worker = `
import { DurableObject } from 'cloudflare:workers'
import text from './assets/text.txt'
export class Counter extends DurableObject {
  async increment() {
    const value = ((await this.ctx.storage.get('value')) ?? 0) + 1
    await this.ctx.storage.put('value', value)
    return value
  }
  async plan(at) {
    await this.ctx.storage.setAlarm(at)
  }
  async alarm() {
    // For the next server.
    if (this.env.WORK === undefined) return this.plan(Date.now() + 1000)
    let work = Number(this.env.WORK)
    while (work > 0) work -= 1
    console.log('an alarm rings')
    await this.ctx.storage.put('rung', true)
  }
  async hasRung() {
    return (await this.ctx.storage.get('rung')) ?? false
  }
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    return new Response(null, { status: 101, webSocket: client })
  }
  seen = 0
  isInOrder = true
  webSocketMessage(socket, text) {
    if (text === 'end') return socket.send(this.seen + (this.isInOrder ? ' in order' : ' out of order'))
    this.seen += 1
    if (Number(text) !== this.seen) this.isInOrder = false
    this.ctx.storage.kv.put('seen', this.seen)
  }
}
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url)
    const clocks = Array.from({ length: 60 }, (_, number) => env.COUNTER.getByName('clock ' + number))
    if (pathname === '/plan') {
      const at = Number(searchParams.get('at'))
      return Response.json(await Promise.all(clocks.map((clock) => clock.plan(at))))
    }
    if (pathname === '/rung') {
      const rung = await Promise.all(clocks.map((clock) => clock.hasRung()))
      return Response.json({ value: rung.filter(Boolean).length })
    }
    if (pathname === '/endless') for (;;) {}
    if (pathname === '/env') return Response.json({ TEXT: env.TEXT, VALUE: env.VALUE, text })
    const counter = env.COUNTER.getByName(pathname)
    if (pathname === '/socket') return counter.fetch(request)
    if (pathname === '/log') console.log('a line of the app')
    return Response.json({ value: await counter.increment() })
  },
}
`

/** Its `wrangler.json`. */
export const config = {
  name: 'app',
  main: 'index.js',
  compatibility_date: '2026-10-01',
  vars: { TEXT: 'built', VALUE: { list: [1, 'é "x" \\ \n'] } },
  durable_objects: { bindings: [{ name: 'COUNTER', class_name: 'Counter' }] },
  exports: { Counter: { type: 'durable-object', storage: 'sqlite' } },
  kv_namespaces: [{ binding: 'CACHE', id: 'x' }],
}
