import { isObject } from '../tree/is-object.ts'
import { rebuild, snapshot } from '../tree/snapshot.ts'
import { placeOf } from './place.ts'
import { isLooseArray } from './sliced-array.ts'

/**
 * Replaces views by plain data, also in objects, arrays, Maps and Sets of the app. Anything else
 * (streams, responses, class instances) stays as it is, and so does a value without views. Objects
 * without a prototype get the usual one, since the platform cannot send them otherwise.
 */
export function plain<T>(value: T): T {
  if (!isObject(value) || isSmallData(value)) return value
  return replace(value, new Map()) as T
}

/**
 * Whether a value is certainly a small amount of plain data without views: objects, arrays and
 * primitives other than symbols.
 */
export function isSmallData(value: unknown): boolean {
  return countDown(value, 200) >= 0
}

/**
 * What is left of `most` values after these; negative where there are more, and for a view or anything
 * but plain data. Needs no memory, and a cycle uses all of them up.
 */
function countDown(value: unknown, most: number): number {
  if (typeof value === 'string') return most - (value.length >> 10)
  if (!isObject(value)) return typeof value === 'symbol' || typeof value === 'function' ? -1 : most
  let left = most - 1
  if (left < 0 || placeOf(value)) return -1
  if (Array.isArray(value)) {
    left -= value.length >> 8
    if (left < 0 || isLooseArray(value)) return -1
    for (let at = 0; at < value.length && left >= 0; at++) left = countDown(value[at], left)
    return left
  }
  // `arguments` has the same prototype, but is iterable.
  if (Object.getPrototypeOf(value) !== Object.prototype || Symbol.iterator in value) return -1
  let fields = 0
  for (const key in value) {
    left = countDown((value as Record<string, unknown>)[key], left)
    if (left < 0) return left
    fields += 1
  }
  return left - (fields >> 8)
}

export function isView(value: unknown): boolean {
  return placeOf(value) !== undefined
}

function replace(value: unknown, seen: Map<object, unknown>): unknown {
  if (!isObject(value)) return value
  const place = placeOf(value)
  if (place) {
    const { tree, links } = place.lens
    if (links && !seen.has(links)) {
      seen.set(links, links)
      links.flush({ quietly: true })
    }
    return snapshot(tree, place.raw, createFields)
  }
  if (!isPlain(value)) return value
  if (seen.has(value)) return seen.get(value)
  // A cycle stays a cycle.
  seen.set(value, value)
  let changed = Array.isArray(value)
    ? isLooseArray(value)
    : (Object.getPrototypeOf(value) as unknown) === null
  const copy = rebuild(value, {
    create: createFields,
    each(item) {
      const next = replace(item, seen)
      changed ||= !Object.is(next, item)
      return next
    },
  })
  const result = changed ? copy : value
  seen.set(value, result)
  return result
}

function isPlain(value: object): boolean {
  const proto = Object.getPrototypeOf(value) as unknown
  return (
    proto === Object.prototype ||
    proto === Array.prototype ||
    proto === Map.prototype ||
    proto === Set.prototype ||
    proto === null
  )
}

function createFields(): object {
  return {}
}
