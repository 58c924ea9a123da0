import { defineDurableObject } from '@cloudwerk/durable-object'

export default defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    async increment() {
      this.state.value += 1
      return this.state.value
    },
    async getValue() {
      return this.state.value
    },
  },
  live: { view: { value: true }, calls: { increment: [] } },
})
