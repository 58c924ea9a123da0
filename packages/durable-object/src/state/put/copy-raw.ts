import { Large } from '../format/large.ts'
import { SafeMap, SafeSet } from '../tree/hash-safe.ts'
import { getKey, keysOf, setKey } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import { isJson } from './copier.ts'

/** A deep copy of a raw value that is raw itself, with no rows yet. */
export function copyRaw(tree: Tree, raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw
  if (raw instanceof Large) return new Large(raw.type, raw.get())
  if (raw instanceof Date) return new Date(raw.getTime())
  if (raw instanceof RegExp) return new RegExp(raw)
  tree.load(raw)
  if (Array.isArray(raw)) return raw.map((item) => copyRaw(tree, item))
  const copy = (
    raw instanceof Map
      ? new SafeMap()
      : raw instanceof Set
        ? new SafeSet()
        : Object.create(Object.getPrototypeOf(raw) as object | null)
  ) as object
  for (const key of keysOf(raw)) {
    const value = raw instanceof Set ? undefined : getKey(raw, key)
    setKey(copy, copyRaw(tree, key), copyRaw(tree, value))
  }
  return copy
}

// Beyond this it is taken for something that JSON cannot say, which only makes its row slower.
const MOST = 100

/** Whether JSON can say all of a part, and nothing in it has rows of its own. */
export function isJsonPart(tree: Tree, raw: unknown): boolean {
  left = MOST
  return isSayable(tree, raw)
}

let left = 0

function isSayable(tree: Tree, raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null) return isJson(raw)
  if (--left < 0 || tree.containers.has(raw)) return false
  if (Array.isArray(raw)) {
    for (let at = 0; at < raw.length; at++) if (!isSayable(tree, raw[at])) return false
    return true
  }
  if (Object.getPrototypeOf(raw) !== Object.prototype) return false
  for (const key in raw) {
    if (key === '$' || !isSayable(tree, (raw as Record<string, unknown>)[key])) return false
  }
  return true
}
