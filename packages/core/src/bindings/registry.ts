// On the global object, since a bundler may load this module twice in one Worker.
const key = Symbol.for('cloudwerk.objects')

interface Registry {
  [key]?: ReadonlyMap<string, string>
}

/** Class name to binding name, as the build found them; undefined while the Worker loads. */
export function registeredObjects(): ReadonlyMap<string, string> | undefined {
  return (globalThis as Registry)[key]
}

/**
 * Tells `durableObjects` what there is: class names with the names of their bindings, such as
 * `{ Counter: 'COUNTER' }`. Replaces what was registered before.
 */
export function registerObjects(objects: Record<string, string>): void {
  ;(globalThis as Registry)[key] = new Map(Object.entries(objects))
}
