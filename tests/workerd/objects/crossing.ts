import { defineDurableObject } from '@cloudwerk/durable-object'

/** Hands parts of its state out in every way there is. */
export const crossing = defineDurableObject({
  init: () => ({ numbers: [1, 2, 3] }),
  methods: {
    page() {
      return { first: this.state.numbers.slice(0, 2), all: this.state.numbers.slice() }
    },
    async putPage() {
      await this.ctx.storage.put('page', this.state.numbers.slice(1))
      return this.ctx.storage.get('page')
    },
  },
})
