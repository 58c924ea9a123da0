import { encode } from '../values/encode.ts'
import { copyFields } from './apply.ts'
import { hasFields, isSame, itemsOf, type Value, withItems } from './parts.ts'

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
    const after = this.#copy(part)
    const get = (_: Value, key: string | symbol) => this.#read(part, after, key)
    const draft = Array.isArray(part) || hasFields(part) ? new Proxy(after, { get }) : after
    this.#drafts.set(draft, { before: part, after })
    return draft
  }

  /** A Map or Set is copied with drafts of its entries: their methods do not work through a proxy. */
  #copy(part: Value): Value {
    if (Array.isArray(part)) return part.slice()
    if (hasFields(part)) return copyFields(part)
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
