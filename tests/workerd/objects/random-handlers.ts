import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { performTask } from '../random-handlers/perform.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Any = any

/** How many handlers of each shape nothing is known of at first. */
export const newHandlers = 500

/** How a handler ends is learned per name. */
const unknown = Object.fromEntries(
  Array.from({ length: newHandlers }, (_, n) => [
    [
      `plain${n}`,
      function (this: Any, task: string) {
        const given = performTask(this, task)
        return given
      },
    ],
    [
      `withoutAwait${n}`,
      async function (this: Any, task: string) {
        const given = performTask(this, task)
        return given
      },
    ],
    [
      `withAwait${n}`,
      async function (this: Any, task: string) {
        return await performTask(this, task)
      },
    ],
  ]).flat(),
)

const definition = {
  schema: z.object({
    log: z.array(z.unknown()),
    fields: z.record(z.string(), z.unknown()),
    fits: z.literal(true),
  }),
  init: () => ({ log: [], fields: {}, fits: true as const }),
  calls: { reads: ['look'] },
  methods: {
    ...unknown,
    plain(this: Any, task: string) {
      const given = performTask(this, task)
      return given
    },
    async withoutAwait(this: Any, task: string) {
      const given = performTask(this, task)
      return given
    },
    async withAwait(this: Any, task: string) {
      return await performTask(this, task)
    },
    async look(this: Any, task: string) {
      return await performTask(this, task)
    },
    say(this: Any, text: string) {
      this.broadcast(text)
    },
  },
  alarm() {},
  fetch(this: Any, request: Request) {
    return this.handleWebSocket(request)
  },
} as Any

export const random = defineDurableObject({ ...definition, sqlite: true } as Any)
export const randomAtOnce = defineDurableObject({ ...definition, sqlite: { atomic: false } } as Any)
export const randomWithoutSql = defineDurableObject(definition)
export const randomLegacy = defineDurableObject({ ...definition, sqlite: false } as Any)
