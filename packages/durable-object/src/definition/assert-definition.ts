import { fail } from '../fail.ts'
import { assertCalls } from './assert-calls.ts'
import { assertKeys } from './assert-keys.ts'
import { assertLimits } from './assert-limits.ts'
import { type AnyDurableObjectDefinition, definitionMark } from './definition.ts'
import { callName, reservedMethodNames, stubMethodNames } from './reserved-names.ts'

/**
 * Checks what every definition may say, without running it. What belongs to a feature is checked by that
 * feature, where the class is made. `where` is the object or its file,
 * for the message.
 *
 * @throws DurableObjectConfigError for a definition that cannot work.
 */
export function assertDefinition(
  definition: unknown,
  where = 'defineDurableObject',
): asserts definition is AnyDurableObjectDefinition {
  if (typeof definition !== 'object' || definition === null || !(definitionMark in definition)) {
    fail(where, 'is not a definition', 'Export default defineDurableObject({ … }).')
  }
  assertKeys(where, definition)
  assertGiven(where, definition as AnyDurableObjectDefinition)
}

function assertGiven(where: string, definition: AnyDurableObjectDefinition): void {
  const { createOn = 'call', methods = {}, helpers = {} } = definition
  if (createOn !== 'call' && createOn !== 'change') {
    fail(where, `has 'createOn' that is '${createOn}'`, "Use 'call' or 'change'.")
  }
  assertFunctions(where, 'method', methods)
  assertFunctions(where, 'helper', helpers)
  for (const name of Object.keys(methods)) {
    if (Object.hasOwn(helpers, name)) {
      fail(where, `has '${name}' both as a method and as a helper`, 'Rename one of them.')
    }
  }
  assertCalls(where, definition)
  assertLimits(where, definition)
}

function assertFunctions(where: string, kind: string, functions: object): void {
  for (const [name, value] of Object.entries(functions)) {
    if (typeof value !== 'function') {
      fail(where, `has a ${kind} '${name}' that is not a function`, `Write ${name}() { … }.`)
    }
    const isFree = kind === 'helper' && stubMethodNames.has(name)
    if ((reservedMethodNames.has(name) && !isFree) || name.endsWith(callName(''))) {
      fail(where, `has a ${kind} with the reserved name '${name}'`, 'Choose another name.')
    }
  }
}
