import { isObject } from './is-object.ts'
/**
 * Calls `look` with each object in `value`, beginning with itself; goes into those for which it
 * returns true. Not recursive, since stored values may be nested deeper than the stack allows.
 */
export function visit(value: unknown, look: (raw: object) => boolean): void {
  if (!isObject(value)) return
  const waiting: object[] = [value]
  for (let raw = waiting.pop(); raw; raw = waiting.pop()) {
    if (look(raw)) pushChildren(raw, waiting)
  }
}

function pushChildren(raw: object, waiting: object[]): void {
  if (raw instanceof Map) {
    for (const [key, item] of raw) {
      push(key, waiting)
      push(item, waiting)
    }
  } else if (raw instanceof Set || Array.isArray(raw)) {
    for (const item of raw) push(item, waiting)
  } else {
    for (const key in raw) push((raw as Record<string, unknown>)[key], waiting)
  }
}

function push(value: unknown, waiting: object[]): void {
  if (isObject(value)) waiting.push(value)
}
