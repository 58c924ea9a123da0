/** The kind of a value, as it reads after "a". */
export type Kind = 'string' | 'boolean' | 'number' | 'function' | 'object' | 'list'

/** The keys of an object, with the kinds of value that each can have. */
export type Keys = Readonly<Record<string, readonly [Kind, ...Kind[]]>>

/**
 * Every key of a definition, with the kinds of value it can have, in the groups of the reference.
 *
 * @internal
 */
export const definitionKeys: Keys = {
  // State
  name: ['string'],
  // ArkType's schemas are functions with the standard property.
  schema: ['object', 'function'],
  init: ['function'],
  createOn: ['string'],
  start: ['function'],
  memory: ['function'],
  versions: ['object'],
  // Calls
  methods: ['object'],
  helpers: ['object'],
  calls: ['object'],
  // Requests and sockets
  fetch: ['function'],
  sockets: ['object'],
  webSocketMessage: ['function'],
  webSocketClose: ['function'],
  webSocketError: ['function'],
  live: ['object'],
  // Time
  alarm: ['function'],
  schedules: ['object'],
  jobs: ['object'],
  expires: ['object'],
  // Limits
  sqlite: ['boolean', 'object'],
  limits: ['object'],
  callTimeout: ['number'],
  holdLimit: ['number'],
  groupCommit: ['boolean'],
}

/**
 * The keys inside `sqlite`, `calls`, `sockets`, `live`, `limits`, `versions` and `expires`.
 *
 * @internal
 */
export const groupKeys: Readonly<Record<string, Keys>> = {
  sqlite: { atomic: ['boolean'] },
  calls: { reads: ['list'], idempotent: ['list'], onceFor: ['number', 'string'] },
  sockets: {
    accept: ['function'],
    open: ['function'],
    messages: ['object'],
    closeSilent: ['object'],
  },
  live: {
    view: ['object'],
    calls: ['object'],
    presence: ['function'],
    derive: ['function'],
    history: ['number', 'string'],
    oldest: ['number'],
  },
  limits: { callTimeout: ['number'], holdLimit: ['number'], groupCommit: ['boolean'] },
  versions: {
    version: ['number'],
    readsFrom: ['number'],
    migrate: ['object'],
    sql: ['list'],
    adopt: ['function'],
  },
  expires: {
    idle: ['number', 'string', 'object'],
    after: ['number', 'string'],
    before: ['function'],
  },
}

/**
 * The names of the handlers, which the runtime calls itself. `memory` has no `this`.
 *
 * @internal
 */
export const handlerNames: readonly string[] = Object.keys(definitionKeys).filter(
  (key) => definitionKeys[key]?.[0] === 'function' && key !== 'memory',
)
