import { defineDurableObject } from '@cloudwerk/durable-object'
import { type Program, programs } from './programmed.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler, and what it is given
type Any = any

const perform = (self: Any, program: string, ...args: Any[]) =>
  programs.get(program)?.(self, ...args)

/** Of each kind so many, of which nothing has been learned before they are called. */
const unknownMethods = Object.fromEntries(
  Array.from({ length: 60 }, (_, n): [string, Any][] => [
    [
      `plain${n}`,
      function (this: Any, program: string) {
        const given = perform(this, program)
        return given
      },
    ],
    [
      `async${n}`,
      async function (this: Any, program: string) {
        const given = perform(this, program)
        return given
      },
    ],
  ]).flat(),
)

const definition = {
  limits: { holdLimit: 1_000 },
  init: () => ({
    log: [] as Any[],
    at: new Map([['a', [1]]]),
    kinds: new Set(['a']),
    day: new Date(0),
  }),
  methods: {
    /** Changes nothing, whatever it is asked to do. */
    async read(this: Any, program: string) {
      return perform(this, program)
    },
    async change(this: Any, program: string) {
      return perform(this, program)
    },
    ...unknownMethods,
  },
  webSocketMessage(this: Any, socket: WebSocket, message: string) {
    return perform(this, `message ${this.name}`, socket, message) as Any
  },
  fetch(this: Any, request: Request) {
    return this.handleWebSocket(request)
  },
  alarm(this: Any, info: unknown) {
    return perform(this, `alarm ${this.name}`, info) as Any
  },
  calls: { reads: ['read'] as never[] },
}

/** They do what a test gives them, as those of programmed.ts, in methods of more than one kind. */
export const asked = defineDurableObject(definition)
export const askedRows = defineDurableObject({ ...definition, sqlite: true })
export const askedLegacy = defineDurableObject({ ...definition, sqlite: false })

export type { Program }
