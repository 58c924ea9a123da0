import { defineDurableObject } from '@cloudwerk/durable-object'

/** Pages of version 1 do not understand it any more. */
export const versionedPages = defineDurableObject({
  init: () => ({ title: 'Lobby' }),
  live: { view: { title: true }, oldest: 2 },
})
