import type { AnyDurableObjectDefinition } from '../definition/definition.ts'
import { allFeatures } from './features/all-features.ts'
import { type ClassOptions, createObjectClass, type DurableObjectClass } from './object-class.ts'

/**
 * Turns a definition into a native Durable Object class, for the Worker to export under `name`.
 *
 * Only what the definition declares is reachable: its `methods` over RPC, and the handlers that it
 * has. Register the class in the Wrangler configuration as any other, SQLite-backed.
 *
 * @throws DurableObjectConfigError when `definition` was not made by `defineDurableObject`.
 *
 * @example
 * ```ts
 * import { defineDurableObject } from '@cloudwerk/durable-object'
 * import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
 *
 * const counter = defineDurableObject({ init: () => ({ value: 0 }) })
 * export const Counter = toDurableObjectClass(counter, { name: 'Counter' })
 * ```
 */
export function toDurableObjectClass(
  definition: AnyDurableObjectDefinition,
  options: ClassOptions,
): DurableObjectClass {
  return createObjectClass(definition, { ...options, features: allFeatures })
}
