import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'
import { performTask, tasks } from '../random-handlers/perform.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler
type Any = any

/** How many handlers of each shape have never run before. */
export const newHandlers = 500

/** A handler of each shape. The runtime learns per name how it ends. */
const handlersOf = (suffix: string | number) => ({
  [`plain${suffix}`](this: Any, task: string) {
    const given = performTask(this, task)
    return given
  },
  async [`withoutAwait${suffix}`](this: Any, task: string) {
    const given = performTask(this, task)
    return given
  },
  async [`withAwait${suffix}`](this: Any, task: string) {
    return await performTask(this, task)
  },
})

const definition = {
  schema: z.object({
    log: z.array(z.unknown()),
    fields: z.record(z.string(), z.unknown()),
    fits: z.literal(true),
  }),
  init: () => ({ log: [], fields: {}, fits: true as const }),
  calls: { reads: ['look'] },
  methods: {
    ...handlersOf(''),
    ...handlersOf('Otherwise'),
    ...Object.assign({}, ...Array.from({ length: newHandlers }, (_, n) => handlersOf(n))),
    async look(this: Any, task: string) {
      return await performTask(this, task)
    },
    say(this: Any, text: string) {
      this.broadcast(text)
    },
  },
  alarm(this: Any) {
    const task = `alarm of ${this.name}`
    return tasks.has(task) ? performTask(this, task) : undefined
  },
  fetch(this: Any, request: Request) {
    return this.handleWebSocket(request)
  },
} as Any

export const random = defineDurableObject({ ...definition, sqlite: true } as Any)
export const randomAtOnce = defineDurableObject({ ...definition, sqlite: { atomic: false } } as Any)
export const randomWithoutSql = defineDurableObject(definition)
export const randomLegacy = defineDurableObject({ ...definition, sqlite: false } as Any)
