import { setKey } from './keyed.ts'
import { Large } from './large.ts'
import { isLooseArray } from './loose-array.ts'
import { placeOf } from './place.ts'
import type { Tree } from './tree.ts'

type Create = (like: object) => object

/**
 * A deep copy of a raw value, with nothing of the engine in it. `create` makes the object that
 * takes the fields of another; one with the same prototype unless given.
 */
export function snapshot(tree: Tree, raw: unknown, create: Create = createLike): unknown {
  if (typeof raw !== 'object' || raw === null) return raw
  if (raw instanceof Large) return raw.copy()
  if (raw instanceof Date) return new Date(raw)
  if (raw instanceof RegExp) return new RegExp(raw)
  tree.load(raw)
  return rebuild(raw, { create, each: (item) => snapshot(tree, item, create) })
}

/**
 * Turns views of the state into plain data, also inside fresh objects, arrays, Maps and Sets. What
 * is not ours (streams, responses, class instances) passes as it is; so does a value without views.
 * Objects without a prototype get the usual one, since the platform sends no others.
 */
export function plain<T>(value: T): T {
  if (typeof value !== 'object' || value === null || isSmallData(value)) return value
  return replace(value, new Map()) as T
}

/** Whether it is a little plain data without views: objects, arrays and primitives but symbols. */
export function isSmallData(value: unknown): boolean {
  toLook = 200
  return isFreeOfViews(value)
}

/** How many more values `isFreeOfViews` looks at. */
let toLook = 0

/** Sure of small values only. Needs no memory, and ends where the value is a cycle. */
function isFreeOfViews(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'symbol'
  toLook -= 1
  if (toLook < 0 || placeOf(value)) return false
  if (Array.isArray(value)) return !isLooseArray(value) && value.every(isFreeOfViews)
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const key in value) {
    if (!isFreeOfViews((value as Record<string, unknown>)[key])) return false
  }
  return true
}

export function isView(value: unknown): boolean {
  return placeOf(value) !== undefined
}

function replace(value: unknown, seen: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const place = placeOf(value)
  if (place) return snapshot(place.lens.tree, place.raw, createFields)
  if (!isPlain(value)) return value
  if (seen.has(value)) return seen.get(value)
  // A cycle keeps what it points to.
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

interface Rebuilding {
  create: Create
  each(item: unknown): unknown
}

function createLike(value: object): object {
  return Object.create(Object.getPrototypeOf(value) as object | null) as object
}

function createFields(): object {
  return {}
}

function rebuild(value: object, { create, each }: Rebuilding): object {
  if (Array.isArray(value)) return value.map(each)
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [each(key), each(item)]))
  if (value instanceof Set) return new Set([...value].map(each))
  const copy = create(value)
  for (const key of Object.keys(value))
    setKey(copy, key, each((value as Record<string, unknown>)[key]))
  return copy
}
