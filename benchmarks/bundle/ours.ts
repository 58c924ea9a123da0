import type { DurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { createObjectClass } from '@cloudwerk/durable-object/runtime/features'
import definition from './counter.ts'

export const Counter: DurableObjectClass = createObjectClass(definition, {
  name: 'Counter',
  features: {},
})

type CounterStub = { increment(by?: number): Promise<number> }

export default {
  async fetch(_request: Request, env: { COUNTER: DurableObjectNamespace }) {
    // The binding is untyped, since only an app has generated types.
    const stub = env.COUNTER.getByName('one') as unknown as CounterStub
    return Response.json({ value: await stub.increment() })
  },
}
