import { defineDurableObject } from '@cloudwerk/durable-object'

export const counter = defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    async increment(amount = 1) {
      this.state.value += amount
      return this.state.value
    },
    async read() {
      return this.state.value
    },
  },
})
