import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { counter } from './counter.ts'

export const Counter = toDurableObjectClass(counter, { name: 'Counter' })

type CounterMethods = Rpc.DurableObjectBranded & NonNullable<typeof counter.methods>

interface Env {
  COUNTER: DurableObjectNamespace<CounterMethods>
}

/** `POST /some-name` counts, `GET /some-name` reads. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const stub = env.COUNTER.getByName(new URL(request.url).pathname.slice(1))
    const value = request.method === 'POST' ? await stub.increment() : await stub.read()
    return Response.json({ value })
  },
}
