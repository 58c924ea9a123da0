import { inspect } from 'node:util'
import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'

/** Uses parts of its state as plain data. */
export const parts = defineDurableObject({
  init: () => ({
    kept: undefined as unknown,
    at: new Date(1000),
    numbers: new Map([['one', 1]]),
    lines: Array.from({ length: 3000 }, (_, at) => `line ${at}`),
    text: 'long '.repeat(2000),
  }),
  methods: {
    read() {
      return { list: [1], fields: { a: 1 }, at: this.state.at, numbers: this.state.numbers }
    },
    list() {
      return [{ a: 1 }]
    },
    /** Assigns the results of another object to the state, unchanged. */
    async keep(from: string) {
      const other = durableObjects.Parts.getByName(from)
      this.state.kept = [await other.read(), await other.list()]
      return this.state.kept
    },
    /** A Date that is held while another handler changes it. */
    async heldDate() {
      const { at } = this.state
      await this.outside(() => durableObjects.Parts.getByName(this.name as string).setTime(2000))
      return [at, new Date(at), structuredClone(at), at.getTime(), Date.prototype.getTime.call(at)]
    },
    setTime(time: number) {
      this.state.at.setTime(time)
    },
    print() {
      const { lines, text } = this.state
      return { whole: inspect(this.state), lines: inspect(lines), text: inspect({ text }) }
    },
    /** As Immer does with the parts of its base that it does not change. */
    freeze() {
      Object.freeze(this.state.numbers)
    },
    copyAndFreeze() {
      return Object.isFrozen(Object.freeze(structuredClone(this.state)))
    },
  },
})
