import { createOfKind, kindOf } from '../format/kinds.ts'
import { Large } from '../format/large.ts'
import { isObject } from '../tree/is-object.ts'
import { getKey, keysOf, setKey } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'

/** A deep copy of a raw value that is itself raw, and has no rows yet. */
export function copyRaw(tree: Tree, raw: unknown): unknown {
  if (!isObject(raw)) return raw
  if (raw instanceof Large) return new Large(raw.type, raw.get())
  if (raw instanceof Date) return new Date(raw.getTime())
  if (raw instanceof RegExp) return new RegExp(raw)
  tree.load(raw)
  if (Array.isArray(raw)) return raw.map((item) => copyRaw(tree, item))
  const copy = createOfKind(kindOf(raw))
  for (const key of keysOf(raw)) {
    const value = raw instanceof Set ? undefined : getKey(raw, key)
    setKey(copy, copyRaw(tree, key), copyRaw(tree, value))
  }
  return copy
}
