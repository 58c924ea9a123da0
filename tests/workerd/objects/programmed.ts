import { defineDurableObject } from '@cloudwerk/durable-object'
import { z } from 'zod'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler, and what it is given
type Any = any
export type Program = (self: Any, ...args: Any[]) => unknown

/**
 * The code of handlers, by a name that a test chooses; `init alice`, `start alice` and `alarm alice` run
 * in the object alice. Tests and objects share an isolate.
 */
export const programs = new Map<string, Program>()

const definition = {
  schema: z.looseObject({ log: z.array(z.unknown()) }),
  holdLimit: 3_000,
  init(this: Any) {
    return (programs.get(`init ${this.name}`)?.(this) as Any) ?? { log: [] }
  },
  start(this: Any) {
    return programs.get(`start ${this.name}`)?.(this) as Any
  },
  methods: {
    perform(this: Any, program: string, ...args: unknown[]) {
      return programs.get(program)?.(this, ...args)
    },
    read(this: Any) {
      return this.state
    },
  },
  alarm(this: Any, info: unknown) {
    return programs.get(`alarm ${this.name}`)?.(this, info) as Any
  },
}

export const programmed = defineDurableObject({ ...definition, sqlite: true })
export const programmedAtOnce = defineDurableObject({ ...definition, sqlite: { atomic: false } })
export const programmedWithoutSql = defineDurableObject(definition)
export const programmedLegacy = defineDurableObject({ ...definition, sqlite: false })
export const programmedByChange = defineDurableObject({ ...definition, createOn: 'change' })
