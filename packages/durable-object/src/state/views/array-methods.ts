import { commonEnds } from '../put/hunks.ts'
import type { ArrayTraps } from './array-traps.ts'
import { iterateList } from './iterators.ts'
import { placeOf } from './place.ts'
import { createLooseArray } from './sliced-array.ts'

type Method = (this: unknown, ...args: never[]) => unknown
type Callback = (value: unknown, index: number, list: unknown) => unknown

/**
 * Take the place of Array.prototype on views, so that each call is one change and makes few views.
 */
export const arrayMethods: Record<PropertyKey, Method> = Object.assign(
  Object.create(null) as Record<PropertyKey, Method>,
  {
    push(...values: unknown[]): number {
      return insert(this, Infinity, values)
    },
    unshift(...values: unknown[]): number {
      return insert(this, 0, values)
    },
    pop(): unknown {
      return removeOne(this, -1)
    },
    shift(): unknown {
      return removeOne(this, 0)
    },
    splice(...args: [start?: number, gone?: number, ...items: unknown[]]): unknown[] {
      const traps = changing(this)
      traps.link?.look(traps)
      const raw = traps.raw as unknown[]
      const prepared = traps.prepare(args.slice(2), likely(args[0], raw))
      const { length } = raw
      const start = relative(args[0], length)
      const wished = args.length === 1 ? length : args.length ? Math.trunc(Number(args[1])) || 0 : 0
      const gone = Math.min(Math.max(wished, 0), length - start)
      // Converting the arguments to numbers may have run code that changed the list.
      if (raw.length !== length) traps.put('length', length)
      if (gone === 0 && prepared.items.length === 0) return []
      return views(traps, traps.splice({ index: start, gone, ...prepared }))
    },
    sort(compare?: Compare): unknown {
      return rearrange(this, (list, traps) => list.sort(comparator(list, traps, compare)))
    },
    reverse(): unknown {
      return rearrange(this, (list) => list.reverse())
    },
    fill(value: unknown, from?: number, to?: number): unknown {
      const traps = changing(this)
      traps.link?.lookFrom(traps, 0, 0)
      const raw = traps.raw as unknown[]
      const known = traps.lens.links?.count ?? 0
      const { items, needsTags } = traps.prepare([value], likely(from, raw))
      const { length } = raw
      const start = relative(from, length)
      const end = to === undefined ? length : relative(to, length)
      if (end <= start) {
        // The value was not put anywhere.
        traps.lens.links?.forget(known)
        return this
      }
      const repeated = traps.repeat(items, { start, count: end - start })
      // Converting the arguments to numbers may have run code that changed the list.
      if (raw.length < end) traps.put('length', end)
      traps.splice({ index: start, gone: end - start, items: repeated, needsTags })
      return this
    },
    copyWithin(target: number, from: number, to?: number): unknown {
      const traps = changing(this)
      const raw = loaded(traps)
      const { length } = raw
      const start = relative(target, length)
      const source = relative(from, length)
      const end = to === undefined ? length : relative(to, length)
      const count = Math.min(end - source, raw.length - start)
      if (count <= 0) return this
      const parts = raw.slice(source, source + count)
      // Converting the arguments to numbers may have run code that changed the list.
      parts.length = count
      traps.splice({ index: start, gone: count, ...traps.share(parts, start) })
      return this
    },
    slice(from?: number, to?: number): unknown[] {
      const traps = reading(this)
      traps.link?.look(traps)
      const raw = traps.raw as unknown[]
      const { length } = raw
      const start = relative(from, length)
      const end = to === undefined ? length : relative(to, length)
      traps.lens.tree.containers.get(raw)?.loader.loadRange(start, end)
      const parts = raw.slice(start, end)
      // Converting the arguments to numbers may have run code that changed the list.
      if (raw.length < length) parts.length = Math.max(end - start, 0)
      return createLooseArray(parts, traps, start)
    },
    indexOf(...args: [unknown, number?]): number {
      return search(this, 'indexOf', args)
    },
    lastIndexOf(...args: [unknown, number?]): number {
      return search(this, 'lastIndexOf', args)
    },
    includes(...args: [unknown, number?]): boolean {
      return search(this, 'includes', args)
    },
    values: iterateValues,
    [Symbol.iterator]: iterateValues,
    entries(): Iterator<unknown> {
      return iterateList(reading(this), 'entries')
    },
    ...reader('find', (found, traps) => traps.show(found, 0)),
    ...reader('findLast', (found, traps) => traps.show(found, 0)),
    ...reader('filter', (found, traps) => views(traps, found as unknown[])),
    ...reader('findIndex'),
    ...reader('findLastIndex'),
    ...reader('some'),
    ...reader('every'),
    ...reader('forEach'),
    ...reader('map'),
  } satisfies Record<PropertyKey, Method>,
)

type Reader =
  | 'find'
  | 'findLast'
  | 'filter'
  | 'findIndex'
  | 'findLastIndex'
  | 'some'
  | 'every'
  | 'forEach'
  | 'map'

/** A method with a callback for each element. It walks the raw list and passes views. */
function reader(
  name: Reader,
  show: (found: unknown, traps: ArrayTraps) => unknown = (found) => found,
): Record<string, Method> {
  return {
    [name](this: unknown, callback: Callback, self?: unknown): unknown {
      const traps = reading(this)
      const each = (value: unknown, index: number): unknown =>
        callback.call(self, traps.show(value, index), index, this)
      // The callbacks of all these methods have the same parameters.
      const list = loaded(traps) as unknown as Record<string, (each: Callback) => unknown>
      return show(list[name]?.(typeof callback === 'function' ? each : callback), traps)
    },
  }
}

function iterateValues(this: unknown): Iterator<unknown> {
  return iterateList(reading(this), 'values')
}

function reading(view: unknown): ArrayTraps {
  const place = placeOf(view)
  // Only ArrayTraps have an array as their raw value.
  if (place && Array.isArray(place.raw)) return place as ArrayTraps
  throw new TypeError(
    'A method of an array of the state was called on something else. Call the one of Array.prototype there.',
  )
}

function changing(view: unknown): ArrayTraps {
  const traps = reading(view)
  traps.guard()
  return traps
}

function loaded(traps: ArrayTraps): unknown[] {
  traps.link?.look(traps)
  traps.lens.tree.load(traps.raw)
  return traps.raw as unknown[]
}

function views(traps: ArrayTraps, raw: unknown[]): unknown[] {
  return raw.map((value, at) => traps.show(value, at))
}

function relative(index: number | undefined, length: number): number {
  const whole = Math.trunc(Number(index)) || 0
  return whole < 0 ? Math.max(length + whole, 0) : Math.min(whole, length)
}

/** Which index an argument probably means. Runs no code that converts it to a number. */
function likely(index: unknown, list: unknown[]): number {
  return relative(typeof index === 'number' ? index : 0, list.length)
}

function insert(view: unknown, at: number, values: unknown[]): number {
  const traps = changing(view)
  traps.link?.lookFrom(traps, 0, 0)
  const raw = traps.raw as unknown[]
  const prepared = traps.prepare(values, Math.min(at, raw.length))
  if (values.length > 0) traps.splice({ index: Math.min(at, raw.length), gone: 0, ...prepared })
  return raw.length
}

function removeOne(view: unknown, at: number): unknown {
  const traps = changing(view)
  const last = (traps.raw as unknown[]).length - 1
  traps.link?.lookFrom(traps, at < 0 ? last : 0, at < 0 ? last + 1 : 1)
  const { length } = traps.raw as unknown[]
  if (length === 0) return undefined
  return views(traps, traps.splice({ index: at < 0 ? length - 1 : 0, gone: 1, items: [] }))[0]
}

type Compare = (a: unknown, b: unknown) => number

/** Compares views, since a raw part that is not in memory has another text. */
function comparator(
  list: unknown[],
  traps: ArrayTraps,
  compare: Compare | undefined,
): Compare | undefined {
  if (typeof compare === 'function') {
    return (a, b) => compare(traps.show(a, 0), traps.show(b, 0))
  }
  if (compare !== undefined || !list.some((value) => typeof value === 'object')) return compare
  const texts = new Map<unknown, string>()
  return (a, b) => {
    const [left, right] = [textOf(a), textOf(b)]
    return left < right ? -1 : left > right ? 1 : 0
  }

  function textOf(value: unknown): string {
    if (typeof value !== 'object') return String(value)
    const known = texts.get(value)
    if (known !== undefined) return known
    const text = String(traps.show(value, 0))
    texts.set(value, text)
    return text
  }
}

/**
 * Sorts a copy, then replaces the elements that differ, so a comparator that throws changes
 * nothing.
 */
function rearrange(
  view: unknown,
  order: (list: unknown[], traps: ArrayTraps) => unknown[],
): unknown {
  const traps = changing(view)
  const raw = loaded(traps)
  const before = raw.slice()
  const list = order(before.slice(), traps)
  if (!isEqual(raw, before)) return putBack(view as unknown[], views(traps, list))
  const { front, back } = commonEnds(raw.length, raw.length, (at) => {
    return Object.is(raw[at], list[at]) && at in raw === at in list
  })
  const end = raw.length - back
  if (end > front) traps.permute(front, list.slice(front, end))
  return view
}

/**
 * If the comparator changed the list, puts the elements that it had before back, in the new order.
 */
function putBack(view: unknown[], list: unknown[]): unknown[] {
  for (let at = 0; at < list.length; at++) {
    if (at in list) view[at] = list[at]
    else delete view[at]
  }
  return view
}

function isEqual(raw: unknown[], before: unknown[]): boolean {
  return (
    raw.length === before.length &&
    before.every((value, at) => Object.is(value, raw[at]) && at in raw)
  )
}

function search<Found>(
  view: unknown,
  name: 'indexOf' | 'lastIndexOf' | 'includes',
  args: unknown[],
): Found {
  const traps = reading(view)
  const [sought, ...rest] = args
  // The raw list has a Large where the list has a long string.
  const list = (
    typeof sought === 'string' ? views(traps, loaded(traps)) : loaded(traps)
  ) as unknown[]
  const call = list[name] as (...args: unknown[]) => Found
  return call.call(list, traps.lens.sought(sought), ...rest)
}
