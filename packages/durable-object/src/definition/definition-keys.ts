/** What a value can be, as it reads after "a". */
export type Kind = 'string' | 'boolean' | 'number' | 'function' | 'object' | 'list'

/** The keys of an object, with what may be behind each. */
export type Keys = Readonly<Record<string, readonly [Kind, ...Kind[]]>>

/**
 * Every key that a definition may have, with what may be behind it.
 *
 * @internal
 */
export const definitionKeys: Keys = {
  name: ['string'],
  sqlite: ['boolean', 'object'],
  // ArkType's schemas are functions with the standard property.
  schema: ['object', 'function'],
  init: ['function'],
  start: ['function'],
  methods: ['object'],
  helpers: ['object'],
  calls: ['object'],
  fetch: ['function'],
  alarm: ['function'],
  webSocketMessage: ['function'],
  webSocketClose: ['function'],
  webSocketError: ['function'],
  limits: ['object'],
  callTimeout: ['number'],
  holdLimit: ['number'],
  groupCommit: ['boolean'],
  createOn: ['string'],
}

/**
 * The keys of those that are objects of known keys.
 *
 * @internal
 */
export const groupKeys: Readonly<Record<string, Keys>> = {
  sqlite: { atomic: ['boolean'] },
  calls: { reads: ['list'] },
  limits: { callTimeout: ['number'], holdLimit: ['number'], groupCommit: ['boolean'] },
}

/**
 * What the runtime calls by itself.
 *
 * @internal
 */
export const handlerNames: readonly string[] = Object.keys(definitionKeys).filter(
  (key) => definitionKeys[key]?.[0] === 'function',
)
