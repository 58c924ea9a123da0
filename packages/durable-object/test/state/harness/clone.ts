import { define } from './define.ts'

/** A deep copy in which each part is at one place. */
export function clone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return new Date(value)
  if (value instanceof RegExp) return new RegExp(value)
  if (value instanceof Uint8Array) return value.slice()
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [clone(key), clone(item)]))
  if (value instanceof Set) return new Set([...value].map(clone))
  if (Array.isArray(value)) return value.map(clone)
  const copy = Object.create(Object.getPrototypeOf(value))
  for (const key of Object.keys(value))
    define(copy, key, clone((value as Record<string, unknown>)[key]))
  return copy
}
