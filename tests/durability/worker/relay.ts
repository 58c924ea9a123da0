import { defineDurableObject } from '@cloudwerk/durable-object'

/** Another object, which tells an outside server at once what it was told. */
export const relay = defineDurableObject({
  methods: {
    async tell(url: string) {
      await this.outside(() => fetch(url, { method: 'POST' }))
    },
  },
})
