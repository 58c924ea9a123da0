import { defineDurableObject } from '@cloudwerk/durable-object'
import { larger } from '$lib/larger'

export default defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    async increment() {
      this.state.value = larger(this.state.value)
      return this.state.value
    },
    async getValue() {
      return this.state.value
    },
  },
  live: { view: { value: true }, calls: { increment: [] } },
})
