import { defineDurableObject } from '@cloudwerk/durable-object'

/** The same on both backends. */
const parts = {
  init() {
    return { value: 0 }
  },
  methods: {
    async increment(this: { state: { value: number } }) {
      this.state.value += 1
      return this.state.value
    },
    async read(this: { state: { value: number } }) {
      return this.state.value
    },
  },
}

export const counter = defineDurableObject({ ...parts })
export const keyValueCounter = defineDurableObject({ ...parts, sqlite: false })
