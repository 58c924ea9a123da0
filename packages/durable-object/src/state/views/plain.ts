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
  toLook = 200
  return isFreeOfViews(value)
}

/** How many more values `isFreeOfViews` looks at. */
let toLook = 0

/** Gives up on larger values, so that it needs no memory and also ends for a cycle. */
function isFreeOfViews(value: unknown): boolean {
  if (typeof value === 'string') {
    toLook -= value.length >> 10
    return toLook >= 0
  }
  if (!isObject(value)) {
    return typeof value !== 'symbol' && typeof value !== 'function'
  }
  toLook -= 1
  if (toLook < 0 || placeOf(value)) return false
  if (Array.isArray(value)) {
    toLook -= value.length >> 8
    return toLook >= 0 && !isLooseArray(value) && value.every(isFreeOfViews)
  }
  // `arguments` has this prototype too, and is iterable.
  if (Object.getPrototypeOf(value) !== Object.prototype || Symbol.iterator in value) return false
  let fields = 0
  for (const key in value) {
    if (!isFreeOfViews((value as Record<string, unknown>)[key])) return false
    fields += 1
  }
  toLook -= fields >> 8
  return toLook >= 0
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
