import { type AnyDurableObjectDefinition, definitionMark } from './definition.ts'
import { DurableObjectConfigError } from './errors.ts'
import { reservedMethodNames, stubMethodNames } from './names.ts'

/**
 * Every key that a definition may have, with what must be behind it.
 *
 * @internal
 */
export const definitionKeys: Readonly<
  Record<string, 'string' | 'boolean' | 'number' | 'function' | 'object'>
> = {
  name: 'string',
  sqlite: 'boolean',
  schema: 'object',
  init: 'function',
  start: 'function',
  methods: 'object',
  helpers: 'object',
  fetch: 'function',
  alarm: 'function',
  webSocketMessage: 'function',
  webSocketClose: 'function',
  webSocketError: 'function',
  callTimeout: 'number',
  holdLimit: 'number',
  groupCommit: 'boolean',
  createOn: 'string',
}

/**
 * What the runtime calls by itself.
 *
 * @internal
 */
export const handlerNames: readonly string[] = Object.keys(definitionKeys).filter(
  (key) => definitionKeys[key] === 'function',
)

/**
 * Throws a `DurableObjectConfigError` for whatever can be seen to be wrong in a definition without
 * running it. `where` names the object or its file, for the message.
 */
export function assertDefinition(
  definition: unknown,
  where = 'defineDurableObject',
): asserts definition is AnyDurableObjectDefinition {
  if (typeof definition !== 'object' || definition === null || !(definitionMark in definition)) {
    fail(where, 'is not a definition', 'Export default defineDurableObject({ … }).')
  }
  for (const [key, value] of Object.entries(definition)) {
    const expected = definitionKeys[key]
    if (expected === undefined) {
      fail(
        where,
        `has an unknown key '${key}'`,
        `Known: ${Object.keys(definitionKeys).join(', ')}.`,
      )
    }
    // ArkType's schemas are functions with the standard property.
    const isType = typeof value === expected || (key === 'schema' && typeof value === 'function')
    if (value !== undefined && (!isType || value === null)) {
      fail(
        where,
        `has '${key}' that is not a ${expected}`,
        `Give it a ${expected} or leave it out.`,
      )
    }
    // A timer of NaN milliseconds would go off again and again.
    if (expected === 'number' && Number.isNaN(value)) {
      fail(where, `has '${key}' that is NaN`, 'Give it milliseconds, or leave it out.')
    }
  }
  const { createOn = 'call' } = definition as AnyDurableObjectDefinition
  if (createOn !== 'call' && createOn !== 'change') {
    fail(where, `has 'createOn' that is '${createOn}'`, "Write 'call' or 'change'.")
  }
  const { methods = {}, helpers = {} } = definition as AnyDurableObjectDefinition
  assertFunctions(where, 'method', methods)
  assertFunctions(where, 'helper', helpers)
  for (const name of Object.keys(methods)) {
    if (Object.hasOwn(helpers, name)) {
      fail(where, `has '${name}' as a method and as a helper`, 'Rename one of the two.')
    }
  }
}

function assertFunctions(where: string, kind: string, functions: object): void {
  for (const [name, value] of Object.entries(functions)) {
    if (typeof value !== 'function') {
      fail(where, `has a ${kind} '${name}' that is not a function`, `Write ${name}() { … }.`)
    }
    const isFree = kind === 'helper' && stubMethodNames.has(name)
    if (reservedMethodNames.has(name) && !isFree) {
      fail(where, `has a ${kind} with the reserved name '${name}'`, 'Choose another name.')
    }
  }
}

function fail(where: string, what: string, advice: string): never {
  throw new DurableObjectConfigError(`${where} ${what}. ${advice}`)
}
