import { isObject } from './is-object.ts'

/**
 * Calls `look` with each object in `value`, beginning with itself; goes into those for which it
 * returns true. Not recursive, since stored values may be nested deeper than the stack allows.
 */
export function visit(value: unknown, look: (raw: object) => boolean): void {
  if (!isObject(value)) return
  const waiting: object[] = [value]
  for (let raw = waiting.pop(); raw; raw = waiting.pop()) {
    if (look(raw)) for (const child of childrenOf(raw)) if (isObject(child)) waiting.push(child)
  }
}

/** The values directly in a raw value; of a Map, the keys as well. */
export function childrenOf(raw: object): Iterable<unknown> {
  if (raw instanceof Map) return [...raw].flat()
  return raw instanceof Set || Array.isArray(raw) ? raw : Object.values(raw)
}
