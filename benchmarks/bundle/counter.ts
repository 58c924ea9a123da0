import { defineDurableObject } from '@cloudwerk/durable-object'

export default defineDurableObject({
  init: () => ({ value: 0 }),
  methods: {
    increment(by = 1): number {
      this.state.value += by
      return this.state.value
    },
  },
})
