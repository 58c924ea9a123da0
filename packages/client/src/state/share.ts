import { encode } from '../values/encode.ts'
import { isSame, itemsOf, type Value, withItems } from './parts.ts'

/** The newer value, in which what is equal to the older one is the same object. */
export function share(before: Value, after: Value): Value {
  if (Object.is(before, after) || typeof after !== 'object' || !after) return after
  if (typeof before !== 'object' || !before) return after
  if (Object.getPrototypeOf(before) !== Object.getPrototypeOf(after)) return after
  const old = itemsOf(before)
  const items = itemsOf(after)
  if (!old || !items) return encode(before) === encode(after) ? before : after
  const shared = items.map((item, at) => share(old[at], item))
  if (isSame(old, shared)) return before
  return isSame(items, shared) ? after : withItems(after, shared)
}
