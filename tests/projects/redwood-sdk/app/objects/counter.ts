import { defineDurableObject } from '@cloudwerk/durable-object'

export default defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    async increment(amount: number) {
      this.state.value += amount
      return this.state.value
    },
    async getValue() {
      return this.state.value
    },
  },
})
