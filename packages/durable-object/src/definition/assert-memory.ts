import { fail } from '../fail.ts'
import type { AnyDurableObjectDefinition } from './definition.ts'

/** Throws where `this.memory` would be two things. */
export function assertNoOwnMemory(
  where: string,
  { memory, methods = {}, helpers = {} }: AnyDurableObjectDefinition,
): void {
  if (!memory) return
  for (const [kind, functions] of Object.entries({ method: methods, helper: helpers })) {
    if (!Object.hasOwn(functions, 'memory')) continue
    fail(where, `has a ${kind} 'memory' beside the key 'memory'`, `Rename the ${kind}.`)
  }
}
