import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'
import { gateOf } from '../../objects/gate.ts'

const chain = (name: string) => durableObjects.Chains.getByName(name)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export const chains = defineDurableObject({
  init: () => ({ value: 0 }),
  callTimeout: 2_000,
  methods: {
    async add(amount = 1) {
      this.state.value += amount
      return this.state.value
    },
    /** Calls `add` of the last object, through the others. */
    async through(names: string[]): Promise<number> {
      const [next, ...rest] = names
      if (!next) return this.add()
      return rest.length === 0 ? chain(next).add() : chain(next).through(rest)
    },
    async throughWithoutWaiting(name: string) {
      this.ctx.waitUntil(chain(name).add())
      return 'answered'
    },
    async throughOutside(name: string) {
      return this.outside(() => chain(name).add(10))
    },
    async fetchSelf() {
      return (await chain(this.name ?? '').fetch('http://object/')).status
    },
    async transactSelf() {
      return this.ctx.storage.transaction(async () => chain(this.name ?? '').add())
    },
    /** Calls itself after it has answered. */
    async callLater() {
      this.ctx.waitUntil(
        (async () => {
          await pause(20)
          await chain(this.name ?? '').add(100)
        })(),
      )
    },
    /** Not async: it has ended when it returns. */
    callsLaterAtOnce() {
      void gateOf(this.id)
        .pass()
        .then(() => chain(this.name ?? '').add(100))
    },
    /** Holds the object while code of an earlier handler goes on. */
    async letGoOn() {
      gateOf(this.id).open()
      await pause(20)
      this.state.value += 1
    },
    async catching(name: string) {
      try {
        return await chain(name).through([this.name ?? ''])
      } catch (error) {
        return { name: (error as Error).name, code: (error as { code?: string }).code }
      }
    },
    async pass(stub: { add(amount: number): Promise<number> }) {
      return stub.add(5)
    },
    async passOn(to: string, name: string) {
      return chain(to).pass(chain(name))
    },
    async pipelined(name: string) {
      // The type of an open stub does not include pipelining.
      const nested: unknown = chain(name).nested()
      return (nested as { deep: { value: Promise<number> } }).deep.value
    },
    async nested() {
      return { deep: { value: 7 } }
    },
    async value() {
      return this.state.value
    },
  },
  async fetch() {
    return new Response('here')
  },
})
