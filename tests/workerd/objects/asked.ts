import { defineDurableObject } from '@cloudwerk/durable-object'
import { type Program, programs } from './programmed.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler, and what it is given
type Any = any

const perform = (self: Any, program: string, ...args: Any[]) =>
  programs.get(program)?.(self, ...args)

/** Methods of which the runtime has learned nothing yet. */
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
    /** Cannot change anything, whatever its program does. */
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

/** Run the programs of a test, as the objects of programmed.ts do, in several kinds of methods. */
export const asked = defineDurableObject(definition)
export const askedRows = defineDurableObject({ ...definition, sqlite: true })
export const askedLegacy = defineDurableObject({ ...definition, sqlite: false })

export type { Program }
