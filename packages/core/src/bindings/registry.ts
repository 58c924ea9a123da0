// On the global object, since a bundler may load this module twice in one Worker.
const key = Symbol.for('cloudwerk.objects')

interface Registry {
  [key]?: ReadonlyMap<string, string>
}

/** Binding names by class name; undefined while the Worker's modules load. */
export function registeredObjects(): ReadonlyMap<string, string> | undefined {
  return (globalThis as Registry)[key]
}

/**
 * Registers the objects for `durableObjects`: the names of their bindings by class name, such as
 * `{ Counter: 'COUNTER' }`. Replaces all earlier registrations.
 */
export function registerObjects(objects: Record<string, string>): void {
  ;(globalThis as Registry)[key] = new Map(Object.entries(objects))
}
