import { durableObjects } from '@cloudwerk/core/bindings'
import { DurableObjectRPCError, defineDurableObject, UserError } from '@cloudwerk/durable-object'

class PaymentError extends Error {
  override name = 'PaymentError'
  readonly status = 402
  readonly details = { due: new Date(0), items: ['a'] }
}

export const failing = defineDurableObject({
  methods: {
    async range() {
      throw new RangeError('too far')
    },
    async refuse() {
      throw new UserError('You have voted.', { code: 'VOTED', data: { at: 1 } })
    },
    async payment() {
      throw new PaymentError('declined', { cause: new TypeError('card') })
    },
    async uncloneable() {
      throw Object.assign(new Error('kept'), { callback() {}, status: 5, [Symbol('s')]: 1 })
    },
    async several() {
      const first = Object.assign(new RangeError('first'), { at: 1, no: Symbol('s') })
      throw new AggregateError([first, new TypeError('second'), 'third'], 'both')
    },
    async hidden() {
      const error = Object.defineProperty(new Error('hidden fields'), 'status', { value: 402 })
      throw Object.defineProperty(error, 'broken', {
        get() {
          throw new Error('a getter')
        },
      })
    },
    async causes() {
      const root = Object.assign(new TypeError('root'), { code: 'ROOT', no: Symbol('s') })
      const middle = new Error('middle', { cause: root })
      root.cause = middle
      throw new Error('top', { cause: middle })
    },
    async thrown(value: unknown) {
      throw value
    },
    async unspeakable() {
      throw Object.create(null)
    },
    async poisoned() {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      throw proxy
    },
    sync() {
      throw new Error('at once')
    },
    async unstorable() {
      Object.assign(this.state, { list: [{ go: () => 1 }] })
    },
    async throughAnother(name: string): Promise<unknown> {
      return durableObjects.Failing.getByName(name).range()
    },
    async describesAnother(name: string) {
      try {
        return await durableObjects.Failing.getByName(name).payment()
      } catch (error) {
        return {
          isRpcError: error instanceof DurableObjectRPCError,
          methodName: (error as DurableObjectRPCError).methodName,
        }
      }
    },
    async fine() {
      return { nested: { value: 3 } }
    },
  },
})
