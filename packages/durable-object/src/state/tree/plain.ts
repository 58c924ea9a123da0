import { Large } from '../format/large.ts'
import { placeOf } from '../views/place.ts'
import { isLooseArray } from '../views/sliced-array.ts'
import { setKey } from './keyed.ts'
import type { Tree } from './tree.ts'

type Fields = Record<string, unknown>
type Create = (like: object) => object

/**
 * A deep copy of a raw value, with nothing of the engine in it. `create` makes the object that
 * takes the fields of another; one with the same prototype unless given.
 */
export function snapshot(tree: Tree, raw: unknown, create: Create = createLike): unknown {
  /** What lies deeper than calls should go, with the empty copies that it fills. */
  const waiting: [object, object][] = []
  const result = copy(raw, 0)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    fill(next[1], rebuild(next[0], { create, each: (item) => copy(item, 0) }))
  }
  return result

  function copy(value: unknown, level: number): unknown {
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof Large) return value.copy()
    if (value instanceof Date) return new Date(value)
    if (value instanceof RegExp) return new RegExp(value)
    tree.load(value)
    if (level < MOST_CALLS) {
      return rebuild(value, { create, each: (item) => copy(item, level + 1) })
    }
    const empty = createEmpty(value, create)
    waiting.push([value, empty])
    return empty
  }
}

const MOST_CALLS = 200

/**
 * Turns views of the state into plain data, also inside fresh objects, arrays, Maps and Sets. What
 * is not ours (streams, responses, class instances) passes as it is; so does a value without views.
 * Objects without a prototype get the usual one, since the platform sends no others.
 */
export function plain<T>(value: T): T {
  if (typeof value !== 'object' || value === null || isSmallData(value)) return value
  return replace(value, new Map()) as T
}

/**
 * Whether it is a little plain data without views: objects, arrays and primitives but symbols. What is
 * not may be so all the same.
 */
export function isSmallData(value: unknown): boolean {
  toLook = 200
  return isFreeOfViews(value)
}

/** How many more values `isFreeOfViews` looks at. */
let toLook = 0

/** Sure of small values only. Needs no memory, and ends where the value is a cycle. */
function isFreeOfViews(value: unknown): boolean {
  if (typeof value === 'string') {
    toLook -= value.length >> 10
    return toLook >= 0
  }
  if (typeof value !== 'object' || value === null) {
    return typeof value !== 'symbol' && typeof value !== 'function'
  }
  toLook -= 1
  if (toLook < 0 || placeOf(value)) return false
  if (Array.isArray(value)) {
    toLook -= value.length >> 8
    return toLook >= 0 && !isLooseArray(value) && value.every(isFreeOfViews)
  }
  // That of `arguments` is the same, and they are iterable.
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
  if (typeof value !== 'object' || value === null) return value
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

function createEmpty(like: object, create: Create): object {
  if (Array.isArray(like)) return []
  if (like instanceof Map) return new Map()
  return like instanceof Set ? new Set() : create(like)
}

/** Moves what is in `from` into `empty`, an object of the same kind. */
function fill(empty: object, from: object): void {
  if (from instanceof Map) for (const [key, item] of from) (empty as typeof from).set(key, item)
  else if (from instanceof Set) for (const item of from) (empty as typeof from).add(item)
  else if (Array.isArray(from)) Object.assign(empty, from, { length: from.length })
  else for (const key of Object.keys(from)) setKey(empty, key, (from as Fields)[key])
}

function createFields(): object {
  return {}
}

function rebuild(value: object, { create, each }: Rebuilding): object {
  if (Array.isArray(value)) return value.map(each)
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [each(key), each(item)]))
  if (value instanceof Set) return new Set([...value].map(each))
  const copy = create(value)
  for (const key of Object.keys(value)) setKey(copy, key, each((value as Fields)[key]))
  return copy
}
