import { defineDurableObject } from '@cloudwerk/durable-object'
import { type DurableObjectClass, toDurableObjectClass } from '@cloudwerk/durable-object/runtime'

const definition = defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    increment(by = 1): number {
      this.state.value += by
      return this.state.value
    },
  },
})

export const Counter: DurableObjectClass = toDurableObjectClass(definition, { name: 'Counter' })

type CounterStub = { increment(by?: number): Promise<number> }

export default {
  async fetch(_request: Request, env: { COUNTER: DurableObjectNamespace }) {
    // The binding is untyped, since only an app has generated types.
    const stub = env.COUNTER.getByName('one') as unknown as CounterStub
    return Response.json({ value: await stub.increment() })
  },
}
