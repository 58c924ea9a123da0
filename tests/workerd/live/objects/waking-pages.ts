import { defineDurableObject } from '@cloudwerk/durable-object'

/** Its `start` changes what pages see. */
export const wakingPages = defineDurableObject({
  init: () => ({ wakes: 0 }),
  start() {
    this.state.wakes += 1
  },
  methods: {
    get() {
      return this.state.wakes
    },
  },
  live: { view: { wakes: true } },
})
