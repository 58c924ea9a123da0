import { DurableObjectStateError } from '../../errors.ts'
import { type Bytes, bytesOf, bytesType } from '../format/bytes.ts'
import { Large } from '../format/large.ts'
import type { Links } from '../links/links.ts'
import { prototypeOf, SafeMap, SafeSet } from '../tree/hash-safe.ts'
import { getKey, setKey } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import { KEYS, type Place, Property, pathOf, placeOf, shorten, step } from '../views/place.ts'
import { partsOf } from '../views/sliced-array.ts'
import { copyRaw, isJsonPart } from './copy-raw.ts'
import { findExtraProperty } from './extra-properties.ts'
import {
  FARTHER,
  hasManyHoles,
  isShortNumber,
  isShortText,
  MOST_HOLES,
  MOST_LEVELS,
  SHORTER,
  TOO_LONG,
} from './limits.ts'
import { isDeeper, reaches } from './nesting.ts'
import { Kept } from './reuse.ts'

/** A raw value that is rebuilt around children of the one before it. */
export interface Succession {
  old: object
  next: object
  /** Elements of an array that stay at its front and at its end. */
  front: number
  back: number
}

/**
 * Copies a value into the state. Parts of the state in it stay the same parts; those that are direct
 * children of `old` keep their rows with it.
 */
export class Taker {
  readonly successions: Map<unknown, Succession> = new Map()
  readonly kept: Set<unknown> = new Set()
  /** Some of the value cannot be encoded as plain JSON, or has rows of its own. */
  needsTags = false
  readonly #tree: Tree
  readonly #place: Place
  readonly #key: unknown
  /** How many levels there can still be. */
  #room: number | undefined
  readonly #within: object[] = []
  /** The new raw values that the one at hand goes into. */
  readonly #owners: object[] = []
  #links: Links | undefined
  /** The list that a slice was taken from, while its elements are raw. */
  #slicedFrom: object | undefined
  readonly #steps: [object, unknown][] = []

  constructor(tree: Tree, place: Place, key: unknown) {
    this.#tree = tree
    this.#place = place
    this.#key = key
  }

  /** The old value is in the new one: it cannot give its rows away. */
  get isRebuiltAroundItself(): boolean {
    const { shared } = this.#tree
    if (!shared) return false
    for (const old of this.successions.keys()) if (shared.entries.has(old as object)) return true
    return false
  }

  take(value: unknown, old?: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return value.length > this.#tree.inline ? this.#takeText(value, old) : value
      case 'function':
        return this.#refuse('is a function')
      case 'symbol':
        return this.#refuse('is a symbol')
      case 'object':
        return value === null ? null : this.#takeObject(value, old)
      case 'bigint':
        if (!isShortNumber(value)) this.#refuse(TOO_LONG, SHORTER)
        break
    }
    this.needsTags ||= !isJson(value)
    return value
  }

  /** A key stays a primitive however long it is, since it has to be found again. */
  takeKey(key: unknown, owner: object): unknown {
    if (typeof key !== 'string') return this.#child(owner, KEYS, key)
    this.#checkKey(key, owner, KEYS)
    return key
  }

  #checkKey(key: string, owner: object, step: unknown): void {
    if (isShortText(key)) return
    this.#steps.push([owner, step])
    this.#refuse(TOO_LONG, SHORTER)
  }

  /** The same for a key of the collection that is the place itself. */
  takeOwnKey(key: unknown): unknown {
    if (typeof key !== 'string') return this.take(key)
    if (!isShortText(key)) this.#refuse(TOO_LONG, SHORTER)
    return key
  }

  #takeText(value: string, old: unknown): Large {
    this.needsTags = true
    if (!(old instanceof Large && old.is(value))) return new Large('', value)
    this.kept.add(old)
    return old
  }

  #takeObject(value: object, old: unknown): unknown {
    if (this.#slicedFrom) return this.#share(value, { home: this.#slicedFrom, key: undefined })
    if (this.#within.includes(value)) this.#refuse('contains itself')
    const view = placeOf(value)
    const raw = view ? view.raw : this.#place.lens.links?.rawOf(value)
    if (raw) {
      if (view && view.lens.tree !== this.#tree) return this.#copy(view, value)
      if (!this.#isWithin(raw)) return this.#share(raw, this.#origin(view))
      if (!view) this.#refuse('contains itself')
      return this.#copy(view, value)
    }
    const parts = partsOf(value)
    const source = parts?.list ?? value
    const proto = prototypeOf(source)
    if (proto !== Object.prototype && proto !== Array.prototype) this.needsTags = true
    const type = bytesType(source)
    if (type || proto === Date.prototype || proto === RegExp.prototype) {
      this.#refuseExtra(source, proto)
      if (type) return this.#link(value, new Large(type, bytesOf(source as Bytes)))
      if (source instanceof Date) return this.#link(value, new Date(source.getTime()))
      const pattern = new RegExp(source as RegExp)
      if (!isShortText(pattern.source)) this.#refuse(TOO_LONG, SHORTER)
      return this.#link(value, pattern, true)
    }
    this.#room ??= MOST_LEVELS - levelOf(this.#place)
    if (this.#within.length >= this.#room) this.#refuseDepth()
    this.#within.push(value)
    if (!parts && !isInstance(proto)) this.#refuseExtra(source, proto)
    const isOpen = !this.kept.has(old) && !this.#tree.shared?.entries.has(old as object)
    const before = isOpen ? old : undefined
    const start = Array.isArray(before) ? parts?.startIn(before) : undefined
    const owners = this.#owners.length
    const outer = this.#slicedFrom
    this.#slicedFrom = parts?.from
    const taken =
      start === undefined
        ? this.#takeEntries(value, source, before)
        : this.#takeRun(value, { source: source as unknown[], old: before as unknown[], start })
    this.#slicedFrom = outer
    this.#owners.length = owners
    this.#within.pop()
    return taken
  }

  /** The same part, which may hang elsewhere too until the commit. */
  #share(raw: object, origin?: { home: object; key: unknown }): object {
    const { lens } = this.#place
    this.#room ??= MOST_LEVELS - levelOf(this.#place)
    if (isDeeper(this.#tree, raw, this.#room - this.#within.length)) this.#refuseDepth()
    const home = this.#home
    if (origin) this.#tree.share(raw, { lens, ...origin })
    this.#tree.share(raw, { lens, home, key: this.#keyAtHome })
    this.needsTags ||= !isJsonPart(this.#tree, raw)
    if (home === this.#place.raw) this.#follow(raw)
    return raw
  }

  /** Where a part is that another handler has shown, and this one has not. */
  #origin(view: Place | undefined): { home: object; key: unknown } | undefined {
    if (!view?.parent || view.lens === this.#place.lens) return undefined
    return { home: this.#tree.successors.latest(view.parent.raw), key: view.key }
  }

  /** A view of a part that hung nowhere shows where it is now. */
  #follow(raw: object): void {
    const view = this.#place.lens.placeOf(raw)
    if (view && !this.#tree.holds(view)) this.#tree.move(view, this.#place, this.#key)
  }

  /** A part of another state, or one that would contain itself. */
  #copy({ lens, raw }: Place, value: object): unknown {
    lens.links?.flush({ quietly: true })
    this.needsTags = true
    return this.#link(value, copyRaw(lens.tree, raw) as object, true)
  }

  /** Whether the value is put into `raw`, or below it. */
  #isWithin(raw: object): boolean {
    if (!this.#leadsHere(raw)) return false
    const { lens, raw: target } = this.#place
    return !lens.links?.turnsAround(raw, target) || this.#leadsHere(raw)
  }

  #leadsHere(raw: object): boolean {
    const tree = this.#tree
    const place = this.#place
    if (tree.shared) return reaches(raw, place.raw)
    if (raw === place.raw) return true
    return tree.above(place).includes(raw)
  }

  /** Notes which object of the handler the new raw value is. */
  #link<T extends object>(source: object, raw: T, isFixed = false): T {
    this.#links ??= this.#place.lens.link()
    this.#links.add({ source, raw, home: this.#home, key: this.#keyAtHome, isFixed })
    return raw
  }

  /** What the value at hand is put into. */
  get #home(): object {
    return this.#owners[this.#owners.length - 1] ?? this.#place.raw
  }

  get #keyAtHome(): unknown {
    return this.#owners.length > 0 ? this.#steps[this.#steps.length - 1]?.[1] : this.#key
  }

  /** A container is known before what is in it, which may lead back to it. */
  #begin<T extends object>(source: object, next: T): T {
    this.#link(source, next, cannotChange(source))
    this.#owners.push(next)
    return next
  }

  #takeEntries(value: object, source: object, old: unknown): object {
    const proto = prototypeOf(source)
    switch (proto) {
      case Array.prototype:
        return this.#takeArray(value, source as unknown[], old)
      case Map.prototype:
      case Set.prototype:
        return this.#takeCollection(source as Set<unknown>)
      case Object.prototype:
      case null:
        return this.#takeFields(source, proto, old)
      default:
        return this.#refuseInstance(proto)
    }
  }

  #takeCollection(source: Set<unknown> | Map<unknown, unknown>): object {
    if (!(source instanceof Map)) {
      const items = this.#begin(source, new SafeSet<unknown>())
      for (const item of source) items.add(this.takeKey(item, source))
      return items
    }
    const next = this.#begin(source, new SafeMap<unknown, unknown>())
    for (const [key, value] of source) {
      next.set(this.takeKey(key, source), this.#child(source, key, value))
    }
    return next
  }

  #takeFields(source: object, proto: object | null, old: unknown): object {
    const next = this.#begin(source, Object.create(proto) as object)
    const before =
      typeof old === 'object' && old !== null && isFields(old) && this.#tree.tryToLoad(old)
        ? old
        : undefined
    const kept = before && new Kept(Object.values(before))
    const size = this.#keptCount()
    for (const key of Object.keys(source)) {
      const value = (source as Record<string, unknown>)[key]
      if (key === '$') this.needsTags = true
      this.#checkKey(key, source, key)
      setKey(next, key, this.#keep(source, key, value, kept, before && getKey(before, key)))
    }
    if (before && this.#keptCount() > size) this.#succeed(before, next, 0, 0)
    return next
  }

  /** What `slice` took from `old` itself: no element has to be looked at. */
  #takeRun(
    value: object,
    { source, old, start }: { source: unknown[]; old: unknown[]; start: number },
  ): unknown[] {
    if (start > 0 && start + source.length < old.length) return this.#takeArray(value, source, old)
    const next = this.#begin(value, source.slice())
    const [front, back] = start > 0 ? [0, source.length] : [source.length, 0]
    if (source.length > 0) this.#succeed(old, next, front, back)
    return next
  }

  #takeArray(value: object, source: unknown[], old: unknown): unknown[] {
    // What is damaged can still be replaced, as a whole.
    const before = Array.isArray(old) && this.#tree.tryToLoad(old) ? (old as unknown[]) : undefined
    let front = 0
    let back = 0
    if (before) {
      const most = Math.min(before.length, source.length)
      while (front < most && this.#isSameAt(source, front, before, front)) front++
      while (
        back < most - front &&
        this.#isSameAt(source, source.length - 1 - back, before, before.length - 1 - back)
      ) {
        back++
      }
    }
    if (hasManyHoles(source, front, source.length - back)) this.#refuseHoles()
    const next: unknown[] = this.#begin(value, new Array(source.length))
    if (before) {
      copy(before, 0, next, 0, front)
      copy(before, before.length - back, next, source.length - back, back)
    }
    const end = (before?.length ?? 0) - back
    const kept = before && new Kept(before.slice(front, end))
    const size = this.#keptCount()
    for (let at = front; at < source.length - back; at++) {
      if (!(at in source)) this.needsTags = true
      else next[at] = this.#keep(source, at, source[at], kept, at < end ? before?.[at] : undefined)
    }
    if (before && (front + back > 0 || this.#keptCount() > size)) {
      this.#succeed(before, next, front, back)
    }
    return next
  }

  #succeed(old: object, next: object, front: number, back: number): void {
    this.successions.set(old, { old, next, front, back })
  }

  #keptCount(): number {
    return this.kept.size + this.successions.size
  }

  #keep(
    source: object,
    key: unknown,
    value: unknown,
    kept: Kept | undefined,
    old: unknown,
  ): unknown {
    if (kept && typeof value === 'object' && value !== null) {
      const raw = this.#place.lens.rawOf(value)
      if (!this.successions.has(raw) && kept.take(raw)) {
        this.kept.add(raw)
        return raw
      }
    }
    return this.#child(source, key, value, old)
  }

  #child(source: object, key: unknown, value: unknown, old?: unknown): unknown {
    if (!mayBeRefused(value)) return this.take(value, old)
    this.#steps.push([source, key])
    const taken = this.take(value, old)
    this.#steps.pop()
    return taken
  }

  #isSameAt(list: unknown[], at: number, old: unknown[], oldAt: number): boolean {
    const value = this.#place.lens.rawOf(list[at])
    return Object.is(value, old[oldAt]) && (value !== undefined || at in list === oldAt in old)
  }

  /** Refuses an object that was put in, and has since become what cannot be stored. */
  assertLike(source: object, raw: object): void {
    const proto = Object.getPrototypeOf(source) as object | null
    if (isInstance(proto) && !isValue(source)) this.#refuseInstance(proto)
    const isLike = bytesType(source) ? raw instanceof Large : proto === prototypeOf(raw)
    if (!isLike) this.#refuse('has got another prototype')
    if (!partsOf(source)) this.#refuseExtra(source, proto)
    if (Array.isArray(source) && hasManyHoles(source, 0, source.length)) this.#refuseHoles()
  }

  #refuseInstance(proto: object | null): never {
    const { constructor: Class } = proto as { constructor?: { name?: string } }
    return this.#refuse(`is an instance of ${Class?.name || 'a class'}`)
  }

  #refuseExtra(source: object, proto: object | null): void {
    const extra = findExtraProperty(source, proto)
    if (!extra) return
    this.#steps.push([source, new Property(extra.key)])
    this.#refuse(extra.why, typeof extra.key === 'string' ? COPY : PLAIN)
  }

  #refuseHoles(): never {
    return this.#refuse(`has over ${MOST_HOLES} holes`, FARTHER)
  }

  #refuseDepth(): never {
    return this.#refuse(`is nested more than ${MOST_LEVELS} levels deep`, FLATTER)
  }

  #refuse(why: string, advice = PLAIN): never {
    const steps = this.#steps.map(([owner, key]) => step(owner, key))
    const path = pathOf(this.#place, this.#key) + steps.join('')
    throw new DurableObjectStateError(
      `${shorten(path)} ${why}, which cannot be stored. ${advice}`,
      { path },
    )
  }
}

const PLAIN =
  'Store plain data (objects, arrays, Map, Set, Date, RegExp, bytes, primitives) and rebuild the rest from it.'

const COPY =
  'Store a copy without it ([...list], { ...object }, new Map(map)), or keep it in a field.'

const FLATTER =
  'Keep such parts side by side, in an object or a Map, and let them name each other by their keys.'

function levelOf(place: Place): number {
  let level = 0
  for (let at = place.parent; at; at = at.parent) level++
  return level
}

/** Of a class, which is refused as a whole. */
function isInstance(proto: object | null): boolean {
  return proto !== null && Object.getPrototypeOf(proto) !== null && !builtIn.has(proto)
}

/** A Date, a RegExp or bytes. */
function isValue(source: object): boolean {
  return source instanceof Date || source instanceof RegExp || bytesType(source) !== undefined
}

const builtIn = new Set<object>([Array.prototype, Map.prototype, Set.prototype])

function isFields(raw: object): boolean {
  const proto = Object.getPrototypeOf(raw) as unknown
  return proto === Object.prototype || proto === null
}

/** Whether nothing of it can be changed, as Immer leaves what it made. */
function cannotChange(source: object): boolean {
  return (
    !Object.isExtensible(source) &&
    Object.isFrozen(source) &&
    !(source instanceof Map || source instanceof Set)
  )
}

function copy(from: unknown[], fromAt: number, to: unknown[], toAt: number, count: number): void {
  for (let at = 0; at < count; at++) {
    const value = from[fromAt + at]
    if (value !== undefined || fromAt + at in from) to[toAt + at] = value
  }
}

function mayBeRefused(value: unknown): boolean {
  const type = typeof value
  return type === 'object' || type === 'function' || type === 'symbol' || type === 'bigint'
}

/** True for a primitive that JSON can say. */
export function isJson(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isFinite(value) && !Object.is(value, -0)
    : typeof value !== 'bigint' && value !== undefined
}
