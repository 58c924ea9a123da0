import { type Mask, type ShownKeys, startOf } from '../../../src/state/operations/mask.ts'
import { define } from './define.ts'

/** What is shown of a plain state, made from it as a whole. */
export function shownOf(state: unknown, keys: ShownKeys): unknown {
  if (!isFields(state)) return {}
  return mapFields(
    state,
    (key) => keys.has(key),
    (value, key) => shown(value, keys.get(key)),
  )
}

function shown(value: unknown, mask: Mask | undefined): unknown {
  if (!mask || typeof value !== 'object' || value === null) return value
  if (isFields(value)) return mapFields(value, (key) => mask.allows?.(key) ?? true)
  if (Array.isArray(value))
    return value.slice(startOf(value.length, mask)).map((item) => ofItem(item, mask))
  if (value instanceof Map) {
    const entries = [...value].filter(([key]) => !isHidden(key, mask))
    return new Map(entries.map(([key, item]) => [ofItem(key, mask), ofItem(item, mask)]))
  }
  if (!(value instanceof Set)) return value
  return new Set(
    [...value].filter((item) => !isHidden(item, mask)).map((item) => ofItem(item, mask)),
  )
}

function ofItem(item: unknown, { allows }: Pick<Mask, 'allows'>): unknown {
  if (!allows) return item
  if (isFields(item)) return mapFields(item, allows)
  return isHidden(item, { allows }) ? null : item
}

function isHidden(item: unknown, { allows }: Pick<Mask, 'allows'>): boolean {
  return allows !== undefined && (Array.isArray(item) || item instanceof Map || item instanceof Set)
}

function isFields(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const proto = Object.getPrototypeOf(value)
  return proto === Object.prototype || proto === null
}

function mapFields(
  fields: Record<string, unknown>,
  shows: (key: string) => boolean,
  show: (value: unknown, key: string) => unknown = (value) => value,
): object {
  const copy = Object.create(Object.getPrototypeOf(fields))
  for (const key of Object.keys(fields)) if (shows(key)) define(copy, key, show(fields[key], key))
  return copy
}
