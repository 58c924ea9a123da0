import type { Suggest } from './not-found-message.ts'

// On the global object, since a bundler may load this module twice in one Worker.
const key = Symbol.for('cloudwerk.objects')
const suggestKey = Symbol.for('cloudwerk.suggest')

interface Registry {
  [key]?: ReadonlyMap<string, string>
  [suggestKey]?: Suggest | undefined
}

/** Binding names by class name; undefined while the Worker's modules load. */
export function registeredObjects(): ReadonlyMap<string, string> | undefined {
  return (globalThis as Registry)[key]
}

/** Set in dev and in tests. */
export function suggester(): Suggest | undefined {
  return (globalThis as Registry)[suggestKey]
}

/**
 * Registers the objects for `durableObjects`: the names of their bindings by class name, such as
 * `{ Counter: 'COUNTER' }`. Replaces all earlier registrations. With `suggest`, the error for a name that is none
 * of them says which one was probably meant.
 */
export function registerObjects(objects: Record<string, string>, suggest?: Suggest): void {
  ;(globalThis as Registry)[key] = new Map(Object.entries(objects))
  ;(globalThis as Registry)[suggestKey] = suggest
}
