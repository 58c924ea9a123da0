import { isObject } from '../tree/is-object.ts'
import type { Tree } from '../tree/tree.ts'

/** Whether a primitive can be encoded as plain JSON, with no tag. */
export function isJson(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isFinite(value) && !Object.is(value, -0)
    : typeof value !== 'bigint' && value !== undefined
}

// A larger part counts as one that needs tags, which only makes its row slower to encode.
const MOST = 100

/** Whether all of a part can be encoded as plain JSON, and nothing in it has rows of its own. */
export function isJsonPart(tree: Tree, raw: unknown): boolean {
  left = MOST
  return isPlain(tree, raw)
}

let left = 0

function isPlain(tree: Tree, raw: unknown): boolean {
  if (!isObject(raw)) return isJson(raw)
  if (--left < 0 || tree.containers.has(raw)) return false
  if (Array.isArray(raw)) {
    for (let at = 0; at < raw.length; at++) if (!isPlain(tree, raw[at])) return false
    return true
  }
  if (Object.getPrototypeOf(raw) !== Object.prototype) return false
  for (const key in raw) {
    if (key === '$' || !isPlain(tree, (raw as Record<string, unknown>)[key])) return false
  }
  return true
}
