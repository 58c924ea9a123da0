import { Large } from '../format/large.ts'
import { isObject } from './is-object.ts'
import { setKey } from './keyed.ts'
import type { Tree } from './tree.ts'

type Fields = Record<string, unknown>
type Create = (like: object) => object

/**
 * A deep copy of a raw value as plain data. `create` makes the copy of an object with fields, still
 * empty; by default with the same prototype.
 */
export function snapshot(tree: Tree, raw: unknown, create: Create = createLike): unknown {
  /** What is nested too deeply for recursion, with the empty copies to fill. */
  const waiting: [object, object][] = []
  const result = copy(raw, 0)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    fill(next[1], rebuild(next[0], { create, each: (item) => copy(item, 0) }))
  }
  return result

  function copy(value: unknown, level: number): unknown {
    if (!isObject(value)) return value
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

/** Puts the entries of `from` into `empty`, an object of the same kind. */
function fill(empty: object, from: object): void {
  if (from instanceof Map) for (const [key, item] of from) (empty as typeof from).set(key, item)
  else if (from instanceof Set) for (const item of from) (empty as typeof from).add(item)
  else if (Array.isArray(from)) Object.assign(empty, from, { length: from.length })
  else for (const key of Object.keys(from)) setKey(empty, key, (from as Fields)[key])
}

/** A new collection of the same kind, with what `each` returns for the keys and values. */
export function rebuild(value: object, { create, each }: Rebuilding): object {
  if (Array.isArray(value)) return value.map(each)
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [each(key), each(item)]))
  if (value instanceof Set) return new Set([...value].map(each))
  const copy = create(value)
  for (const key of Object.keys(value)) setKey(copy, key, each((value as Fields)[key]))
  return copy
}
