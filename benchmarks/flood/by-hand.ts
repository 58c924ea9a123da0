import { DurableObject } from 'cloudflare:workers'

export class Counter extends DurableObject {
  increment(): number {
    const value = (this.ctx.storage.kv.get<number>('value') ?? 0) + 1
    this.ctx.storage.kv.put('value', value)
    return value
  }
}

export class Flooded extends DurableObject {
  #seen = 0

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    return new Response(null, { status: 101, webSocket: client })
  }

  override webSocketMessage(socket: WebSocket, message: string): void {
    this.#seen += 1
    this.ctx.storage.kv.put('seen', this.#seen)
    if (message === 'end') socket.send('over')
  }
}

interface Env {
  Counter: DurableObjectNamespace<Counter>
  Flooded: DurableObjectNamespace<Flooded>
}

/** Has the addresses of the app beside it. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const [, kind, id = ''] = new URL(request.url).pathname.split('/')
    if (kind === 'flooded') return env.Flooded.getByName(id).fetch(request)
    return Response.json({ value: await env.Counter.getByName(id).increment() })
  },
}
