import { pairs, withFields } from '../values/decode.ts'
import { encode } from '../values/encode.ts'
import { copyFields } from './apply.ts'

// biome-ignore lint/suspicious/noExplicitAny: a guess may be about any value.
type Value = any

/**
 * What `change` makes of a view, which itself stays as it is. What did not change is the same object
 * in both; if nothing did, it is the same view.
 */
export function guess(view: unknown, change: (draft: Value) => void): unknown {
  const drafts = new Drafts()
  const draft = drafts.of(view)
  change(draft)
  return drafts.finish(draft)
}

interface Draft {
  readonly before: Value
  /** Has drafts in place of the parts that were read. */
  readonly after: Value
}

/** Lends copies of parts, made when they are read, to code that changes them. */
class Drafts {
  readonly #byPart = new Map<object, object>()
  readonly #drafts = new Map<object, Draft>()
  readonly #finished = new Map<object, unknown>()

  of(part: Value): Value {
    if (typeof part !== 'object' || part === null || this.#drafts.has(part)) return part
    let draft = this.#byPart.get(part)
    if (!draft) {
      draft = this.#create(part)
      this.#byPart.set(part, draft)
    }
    return draft
  }

  #create(part: Value): object {
    const isList = Array.isArray(part)
    const hasFields = isList || isPlain(part)
    const after = isList ? part.slice() : hasFields ? copyFields(part) : this.#copy(part)
    const get = (_: Value, key: string | symbol) => this.#read(part, after, key)
    const draft = hasFields ? new Proxy(after, { get }) : after
    this.#drafts.set(draft, { before: part, after })
    return draft
  }

  /** A Map or Set is copied with drafts of its entries: their methods do not work through a proxy. */
  #copy(part: Value): Value {
    if (part instanceof Map) return new Map([...part].map(([key, item]) => [key, this.of(item)]))
    if (part instanceof Set) return new Set([...part].map((item) => this.of(item)))
    if (part instanceof Date) return new Date(part)
    if (part instanceof RegExp) return part
    return structuredClone(part)
  }

  #read(before: Value, after: Value, key: string | symbol): Value {
    const item = after[key]
    // What the guess has put in is its own to change.
    if (!Object.hasOwn(after, key) || !Object.hasOwn(before, key) || before[key] !== item)
      return item
    const draft = this.of(item)
    if (draft !== item) after[key] = draft
    return draft
  }

  /** The value without drafts in it; the part from before if it is equal. */
  finish(value: Value): Value {
    if (typeof value !== 'object' || value === null) return value
    if (this.#finished.has(value)) return this.#finished.get(value)
    const { before, after } = this.#drafts.get(value) ?? { before: undefined, after: value }
    // For a part that contains itself.
    this.#finished.set(value, before ?? value)
    const result = this.#finishPart(before, after)
    this.#finished.set(value, result)
    return result
  }

  #finishPart(before: Value, after: Value): Value {
    const old = before && itemsOf(before)
    const items = itemsOf(after)
    if (!items) return before && encode(before) === encode(after) ? before : after
    // What nobody has read is still the same, and need not be looked into.
    const finished = items.map((item, at) => (old && old[at] === item ? item : this.finish(item)))
    if (old && isSame(old, finished)) return before
    return !before && isSame(items, finished) ? after : withItems(after, finished)
  }
}

/** Values, or keys and values in turn; undefined for what has no parts. */
function itemsOf(part: Value): unknown[] | undefined {
  if (Array.isArray(part)) return part
  if (part instanceof Set) return [...part]
  if (part instanceof Map) return [...part].flat()
  return isPlain(part) ? Object.entries(part).flat() : undefined
}

function isPlain(part: object): boolean {
  return Object.prototype.toString.call(part) === '[object Object]'
}

function isSame(some: unknown[], others: unknown[]): boolean {
  return (
    some.length === others.length &&
    some.every((item, at) => Object.is(item, others[at]) && at in others)
  )
}

function withItems(part: Value, items: unknown[]): Value {
  if (Array.isArray(part)) return items
  if (part instanceof Set) return new Set(items)
  if (part instanceof Map) return new Map(pairs(items) as [unknown, unknown][])
  return withFields(Object.getPrototypeOf(part) ? {} : Object.create(null), items)
}
