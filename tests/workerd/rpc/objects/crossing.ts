import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'

/** Sends parts of its state in every way there is. */
export const crossing = defineDurableObject({
  init: () => ({
    numbers: [1, 2, 3],
    items: [{ kind: 'a', at: new Date(0) }],
    received: undefined as unknown,
  }),
  methods: {
    page() {
      return { first: this.state.numbers.slice(0, 2), all: this.state.numbers.slice() }
    },
    async putPage() {
      await this.ctx.storage.put('page', this.state.numbers.slice(1))
      return this.ctx.storage.get('page')
    },
    grouped() {
      this.state.received = Object.groupBy(this.state.items, ({ kind }) => kind)
      return { fresh: Object.groupBy(this.state.numbers, String), stored: this.state.received }
    },
    clones() {
      const { items, numbers } = this.state
      const copy = structuredClone({ items, page: numbers.slice(1) })
      copy.items.push({ kind: 'copied', at: new Date(1) })
      return [copy.items.length, items.length, copy.page, structuredClone(this.state).numbers]
    },
    refusesToClone() {
      structuredClone({ items: this.state.items, fn() {} })
    },
    async receive(...values: unknown[]) {
      this.state.received = values
      return this.state.received
    },
    async give(to: string) {
      const { items, numbers } = this.state
      const other = durableObjects.Crossing.getByName(to)
      return other.receive(items[0], items, { items: [items[0]] }, numbers.slice(1))
    },
    async giveLater(to: string) {
      const given = new Promise<void>((resolve) => {
        setTimeout(async () => resolve(await this.give(to)), 1)
      })
      this.ctx.waitUntil(given)
    },
    async throwParts() {
      this.state.items[0].kind = 'b'
      const { items, numbers } = this.state
      throw Object.assign(new Error('no'), { items, page: numbers.slice(1) })
    },
    async throwPart() {
      throw this.state.items
    },
    async received() {
      return this.state.received
    },
  },
})
