import { isObject } from './is-object.ts'
/**
 * Shows each object in `value`, itself first; what is in it follows where `look` returns true. A
 * stored value may be nested deeper than calls can be.
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
