import { Large } from '../format/large.ts'
import { isJson, isPlainJson } from '../format/plain-json.ts'
import { cannotChange } from '../links/link.ts'
import type { Links } from '../links/links.ts'
import { prototypeOf, SafeMap, SafeSet } from '../tree/hash-safe.ts'
import { isObject } from '../tree/is-object.ts'
import { getKey, isFields, setKey } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import { childrenOf } from '../tree/visit.ts'
import { KEYS, type Place, placeOf } from '../views/place.ts'
import { partsOf } from '../views/sliced-array.ts'
import { copyRaw } from './copy-raw.ts'
import { copyValue } from './copy-value.ts'
import { isShortNumber, isShortText, MOST_LEVELS, SHORTER, TOO_LONG } from './fits-in-row.ts'
import { commonEnds, type Ends, NO_ENDS } from './hunks.ts'
import { follow, isWithin, originOf } from './move-part.ts'
import { isDeeper, levelOf } from './nesting.ts'
import {
  isInstance,
  mayBeRefused,
  refuseDepth,
  refuseExtra,
  refuseHoles,
  refuseInstance,
  refuseLongText,
  Trail,
} from './refusals.ts'
import { copyEnds, Reuse, Unclaimed } from './reuse.ts'

/**
 * Copies a value of the app into the state. What is already a part of the state is not copied: it
 * is shared, or, if it was a child of the old value, kept with its rows. So this writes one row,
 * and all elements stay the same objects:
 *
 *     state.list = [...state.list, item]
 */
export class Copier {
  readonly reuse: Reuse
  /** Some of the value cannot be encoded as plain JSON, or has rows of its own. */
  needsTags = false
  readonly #tree: Tree
  readonly #place: Place
  readonly #key: unknown
  /** How many levels there can be below the place. */
  #levels: number | undefined
  /** The app's objects that the current one is in. */
  readonly #within: object[] = []
  /** The new raw values that the current one goes into. */
  readonly #owners: object[] = []
  #links: Links | undefined
  /** While a slice of a list of the state is copied: that list. The slice has raw elements. */
  #slicedFrom: object | undefined
  /** What the new value of the current collection may keep of the old one. */
  #children: Unclaimed | undefined
  readonly #trail: Trail

  constructor(place: Place, key: unknown) {
    this.#tree = place.lens.tree
    this.#place = place
    this.#key = key
    this.#trail = new Trail(place, key)
    this.reuse = new Reuse(this.#tree)
  }

  /** The raw value to put in the place of `old`. Throws for what cannot be stored. */
  copy(value: unknown, old?: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return value.length > this.#tree.inline ? this.#copyText(value, old) : value
      case 'function':
        return this.#trail.refuse('is a function')
      case 'symbol':
        return this.#trail.refuse('is a symbol')
      case 'object':
        return value === null ? null : this.#copyObject(value, old)
      case 'bigint':
        if (!isShortNumber(value)) this.#trail.refuse(TOO_LONG, SHORTER)
        break
    }
    this.needsTags ||= !isJson(value)
    return value
  }

  /** A key for the collection at the place. Long texts stay primitives, to be found again. */
  copyKey(key: unknown): unknown {
    if (typeof key !== 'string') return this.copy(key)
    refuseLongText(this.#trail, key)
    return key
  }

  #copyKeyOf(owner: object, key: unknown): unknown {
    if (typeof key !== 'string') return this.#kept(key) ?? this.#child(owner, KEYS, key)
    this.#checkKey(owner, KEYS, key)
    return key
  }

  #checkKey(owner: object, step: unknown, key: string): void {
    if (isShortText(key)) return
    this.#trail.enter(owner, step)
    refuseLongText(this.#trail, key)
  }

  #copyText(value: string, old: unknown): Large {
    this.needsTags = true
    return this.reuse.keepText(value, old, this.#children) ?? new Large('', value)
  }

  #copyObject(value: object, old: unknown): unknown {
    if (this.#slicedFrom) return this.#share(value, { home: this.#slicedFrom, key: undefined })
    if (this.#within.includes(value)) this.#trail.refuse('contains itself')
    const view = placeOf(value)
    const raw = view ? view.raw : this.#place.lens.links?.rawOf(value)
    if (raw) {
      if (view && view.lens.tree !== this.#tree) return this.#copyPart(view, value)
      if (!isWithin(this.#place, raw)) return this.#share(raw, originOf(view, this.#place))
      if (!view) this.#trail.refuse('contains itself')
      return this.#copyPart(view, value)
    }
    const copied = copyValue(value, this.#trail)
    if (!copied) return this.#copyCollection(value, old)
    this.needsTags = true
    return this.#link(value, copied, copied instanceof RegExp)
  }

  #copyCollection(value: object, old: unknown): object {
    const slice = partsOf(value)
    const source = slice?.list ?? value
    const proto = prototypeOf(source)
    if (proto !== Object.prototype && proto !== Array.prototype) this.needsTags = true
    if (this.#room <= 0) refuseDepth(this.#trail)
    this.#within.push(value)
    if (!slice && !isInstance(proto)) refuseExtra(this.#trail, source, proto)
    const isOpen = !this.reuse.kept.has(old) && !this.#tree.shared?.entries.has(old as object)
    const before = isOpen ? old : undefined
    const start = Array.isArray(before) ? slice?.startIn(before) : undefined
    const owners = this.#owners.length
    const [outer, children] = [this.#slicedFrom, this.#children]
    this.#slicedFrom = slice?.from
    this.#children = undefined
    const copied =
      start === undefined
        ? this.#copyEntries(value, source, before)
        : this.#copyRun(value, { source: source as unknown[], old: before as unknown[], start })
    this.#slicedFrom = outer
    this.#children = children
    this.#owners.length = owners
    this.#within.pop()
    return copied
  }

  /** Puts a part that may be elsewhere too; until the commit both are one thing. */
  #share(raw: object, origin?: { home: object; key: unknown }): object {
    const { lens } = this.#place
    if (isDeeper(this.#tree, raw, this.#room)) refuseDepth(this.#trail)
    const home = this.#home
    if (origin) this.#tree.share(raw, { lens, ...origin })
    this.#tree.share(raw, { lens, home, key: this.#keyAtHome })
    this.needsTags ||= !isPlainJson(raw, this.#tree)
    if (home === this.#place.raw) follow(raw, this.#place, this.#key)
    return raw
  }

  /** For a part of another state, and for one that would contain itself. */
  #copyPart({ lens, raw }: Place, value: object): unknown {
    lens.links?.flush({ quietly: true })
    this.needsTags = true
    return this.#link(value, copyRaw(lens.tree, raw) as object, true)
  }

  /** Remembers from which of the app's objects the raw value was made. */
  #link<T extends object>(source: object, raw: T, isFixed = false): T {
    this.#links ??= this.#place.lens.link()
    this.#links.add({ source, raw, home: this.#home, key: this.#keyAtHome, isFixed })
    return raw
  }

  get #room(): number {
    this.#levels ??= MOST_LEVELS - levelOf(this.#place)
    return this.#levels - this.#within.length
  }

  /** The raw value that the current one is put into. */
  get #home(): object {
    return this.#owners[this.#owners.length - 1] ?? this.#place.raw
  }

  get #keyAtHome(): unknown {
    return this.#owners.length > 0 ? this.#trail.key : this.#key
  }

  /** Links a collection before its entries, since those may lead back to it. */
  #begin<T extends object>(source: object, next: T): T {
    this.#link(source, next, cannotChange(source))
    this.#owners.push(next)
    return next
  }

  #copyEntries(value: object, source: object, old: unknown): object {
    const proto = prototypeOf(source)
    switch (proto) {
      case Array.prototype:
        return this.#copyArray(value, source as unknown[], old)
      case Map.prototype:
      case Set.prototype:
        return this.#copyKeyed(source as Set<unknown>, old)
      case Object.prototype:
      case null:
        return this.#copyFields(source, proto, old)
      default:
        return refuseInstance(this.#trail, proto)
    }
  }

  #copyKeyed(source: Set<unknown> | Map<unknown, unknown>, old: unknown): object {
    const before = this.reuse.replaced(old, (raw) => prototypeOf(raw) === prototypeOf(source))
    const { count } = this.reuse
    this.#children = before && new Unclaimed(childrenOf(before))
    let next: SafeMap<unknown, unknown> | SafeSet<unknown>
    if (!(source instanceof Map)) {
      next = this.#begin(source, new SafeSet<unknown>())
      for (const item of source) next.add(this.#copyKeyOf(source, item))
    } else {
      next = this.#begin(source, new SafeMap<unknown, unknown>())
      for (const [own, value] of source) {
        const key = this.#copyKeyOf(source, own)
        next.set(
          key,
          this.#kept(value) ?? this.#child(source, own, value, before && getKey(before, key)),
        )
      }
    }
    if (before) this.reuse.succeed({ old: before, next, count })
    return next
  }

  #copyFields(source: object, proto: object | null, old: unknown): object {
    const next = this.#begin(source, Object.create(proto) as object)
    const before = this.reuse.replaced(old, isFields)
    const { count } = this.reuse
    this.#children = before && new Unclaimed(Object.values(before))
    for (const key of Object.keys(source)) {
      const value = (source as Record<string, unknown>)[key]
      if (key === '$') this.needsTags = true
      this.#checkKey(source, key, key)
      const oldValue = before && getKey(before, key)
      setKey(next, key, this.#kept(value) ?? this.#child(source, key, value, oldValue))
    }
    if (before) this.reuse.succeed({ old: before, next, count })
    return next
  }

  /** For what `slice` returned of the old list: its elements need not be compared. */
  #copyRun(
    value: object,
    { source, old, start }: { source: unknown[]; old: unknown[]; start: number },
  ): unknown[] {
    if (start > 0 && start + source.length < old.length) return this.#copyArray(value, source, old)
    const next = this.#begin(value, source.slice())
    const { length } = source
    const ends = start > 0 ? { front: 0, back: length } : { front: length, back: 0 }
    if (length > 0) this.reuse.succeed({ old, next, ends, count: this.reuse.count })
    return next
  }

  #copyArray(value: object, source: unknown[], old: unknown): unknown[] {
    const before = this.reuse.replaced(old, Array.isArray) as unknown[] | undefined
    const ends = before ? this.#commonEnds(source, before) : NO_ENDS
    const { front, back } = ends
    refuseHoles(this.#trail, source, front, source.length - back)
    const next = this.#begin(value, new Array<unknown>(source.length))
    if (before) copyEnds(before, next, ends)
    const end = (before?.length ?? 0) - back
    this.#children = before && new Unclaimed(before.slice(front, end))
    const { count } = this.reuse
    for (let at = front; at < source.length - back; at++) {
      const value = source[at]
      const oldValue = at < end ? before?.[at] : undefined
      if (!(at in source)) this.needsTags = true
      else next[at] = this.#kept(value) ?? this.#child(source, at, value, oldValue)
    }
    if (before) this.reuse.succeed({ old: before, next, ends, count })
    return next
  }

  #commonEnds(list: unknown[], old: unknown[]): Ends {
    const { lens } = this.#place
    return commonEnds(list.length, old.length, (at, oldAt) => {
      const value = lens.rawOf(list[at])
      return Object.is(value, old[oldAt]) && (value !== undefined || at in list === oldAt in old)
    })
  }

  /** The child of the old value that `value` shows. */
  #kept(value: unknown): unknown {
    if (!this.#children || !isObject(value)) return undefined
    const raw = this.#place.lens.rawOf(value)
    return this.reuse.keep(raw, this.#children) ? raw : undefined
  }

  #child(source: object, key: unknown, value: unknown, old?: unknown): unknown {
    if (!mayBeRefused(value)) return this.copy(value, old)
    this.#trail.enter(source, key)
    const copied = this.copy(value, old)
    this.#trail.leave()
    return copied
  }
}
