import { pairs, withFields } from '../values/decode.ts'

// biome-ignore lint/suspicious/noExplicitAny: a part of a view may be any value.
export type Value = any

/** Values, or keys and values in turn; undefined for what has no parts. */
export function itemsOf(part: Value): unknown[] | undefined {
  if (Array.isArray(part)) return part
  if (part instanceof Set) return [...part]
  if (part instanceof Map) return [...part].flat()
  return hasFields(part) ? Object.entries(part).flat() : undefined
}

/** Neither a list nor something that has its content elsewhere. */
export function hasFields(part: unknown): part is object {
  return Object.prototype.toString.call(part) === '[object Object]'
}

export function isSame(some: unknown[], others: unknown[]): boolean {
  return (
    some.length === others.length &&
    some.every((item, at) => Object.is(item, others[at]) && at in others)
  )
}

/** A part like this one, with other items. */
export function withItems(part: Value, items: unknown[]): Value {
  if (Array.isArray(part)) return items
  if (part instanceof Set) return new Set(items)
  if (part instanceof Map) return new Map(pairs(items) as [unknown, unknown][])
  return withFields(Object.getPrototypeOf(part) ? {} : Object.create(null), items)
}
