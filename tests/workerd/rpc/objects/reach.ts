import { durableObjects } from '@cloudwerk/core/bindings'
import { defineDurableObject } from '@cloudwerk/durable-object'

const inherited = { inherited: () => 'reached' }

/** Has one of everything that callers must not reach. */
export const reach = defineDurableObject({
  sqlite: true,
  init: () => ({ hidden: true }),
  start() {},
  alarm() {},
  webSocketMessage() {},
  webSocketClose() {},
  webSocketError() {},
  fetch: () => new Response('fetched'),
  helpers: {
    secret: () => 'reached',
  },
  methods: Object.setPrototypeOf(
    {
      read: () => 'read',
      async callOther(name: string) {
        return durableObjects.Reach?.getByName(name).read()
      },
    },
    inherited,
  ),
})
