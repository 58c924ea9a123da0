import { defineDurableObject } from '@cloudwerk/durable-object'

/** An object that immediately sends a request to an outside server. */
export const relay = defineDurableObject({
  methods: {
    async forward(url: string) {
      await this.outside(() => fetch(url, { method: 'POST' }))
    },
  },
})
