import { DurableObjectStateError } from '../errors.ts'
import { type Bytes, bytesOf, bytesType } from './bytes.ts'
import { findExtraProperty } from './extra-properties.ts'
import { Kept } from './kept.ts'
import { getKey, setKey } from './keyed.ts'
import { Large } from './large.ts'
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
import { partsOf } from './loose-array.ts'
import { KEYS, type Place, Property, pathOf, placeOf, rawOf, shorten, step } from './place.ts'
import type { Tree } from './tree.ts'

/** A raw value that is rebuilt around children of the one before it. */
export interface Succession {
  old: object
  next: object
  /** Elements of an array that stay at its front and at its end. */
  front: number
  back: number
}

/** Copies a value into the state; direct children of `old` that the value has again stay as they are. */
export class Taker {
  readonly successions: Map<unknown, Succession> = new Map()
  readonly kept: Set<unknown> = new Set()
  /** The value has what JSON cannot say. */
  tagged = false
  readonly #tree: Tree
  readonly #place: Place
  readonly #key: unknown
  /** How many levels there can still be. */
  #room: number | undefined
  readonly #within: object[] = []
  readonly #steps: [object, unknown][] = []

  constructor(tree: Tree, place: Place, key: unknown) {
    this.#tree = tree
    this.#place = place
    this.#key = key
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
    this.tagged ||= !isJson(value)
    return value
  }

  /** A key for the collection that is at the place itself. */
  takeKeyInto(owner: object, key: unknown): unknown {
    this.#room = MOST_LEVELS - levelOf(this.#place) - 1
    return this.takeKey(key, owner)
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

  #takeText(value: string, old: unknown): Large {
    this.tagged = true
    if (!(old instanceof Large && old.is(value))) return new Large('', value)
    this.kept.add(old)
    return old
  }

  #takeObject(value: object, old: unknown): unknown {
    const place = placeOf(value)
    const parts = partsOf(value)
    const source = place?.raw ?? parts?.list ?? value
    if (source instanceof Large) this.tagged = true
    if (source instanceof Large) return new Large(source.type, source.get())
    const proto = Object.getPrototypeOf(source) as object | null
    if (proto !== Object.prototype && proto !== Array.prototype) this.tagged = true
    const isOwn = place !== undefined || parts !== undefined
    const type = bytesType(source)
    if (type || proto === Date.prototype || proto === RegExp.prototype) {
      if (!isOwn) this.#refuseExtra(source, proto)
      if (type) return new Large(type, bytesOf(source as Bytes))
      if (source instanceof Date) return new Date(source.getTime())
      const pattern = new RegExp(source as RegExp)
      return isShortText(pattern.source) ? pattern : this.#refuse(TOO_LONG, SHORTER)
    }
    if (this.#within.includes(source)) this.#refuse('contains itself')
    this.#room ??= MOST_LEVELS - levelOf(this.#place)
    if (this.#within.length >= this.#room) {
      this.#refuse(`is nested more than ${MOST_LEVELS} levels deep`, FLATTER)
    }
    this.#within.push(source)
    this.#tree.load(source)
    if (!isOwn && !isInstance(proto)) this.#refuseExtra(source, proto)
    const before = place || this.kept.has(old) ? undefined : old
    const start = Array.isArray(before) ? parts?.startIn(before) : undefined
    const taken =
      start === undefined
        ? this.#takeEntries(source, proto, before)
        : this.#takeRun(source as unknown[], before as unknown[], start)
    this.#within.pop()
    return taken
  }

  #takeEntries(source: object, proto: object | null, old: unknown): object {
    switch (proto) {
      case Array.prototype:
        return this.#takeArray(source as unknown[], old)
      case Map.prototype:
      case Set.prototype:
        return this.#takeCollection(source as Set<unknown>)
      case Object.prototype:
      case null:
        return this.#takeFields(source, proto, old)
      default: {
        const { constructor: Class } = proto as { constructor?: { name?: string } }
        return this.#refuse(`is an instance of ${Class?.name || 'a class'}`)
      }
    }
  }

  #takeCollection(source: Set<unknown> | Map<unknown, unknown>): object {
    if (!(source instanceof Map)) {
      const items = new Set<unknown>()
      for (const item of source) items.add(this.takeKey(item, source))
      return items
    }
    const next = new Map<unknown, unknown>()
    for (const [key, value] of source) {
      next.set(this.takeKey(key, source), this.#child(source, key, value))
    }
    return next
  }

  #takeFields(source: object, proto: object | null, old: unknown): object {
    const next = Object.create(proto) as object
    const before =
      typeof old === 'object' && old !== null && isFields(old) && this.#tree.tryToLoad(old)
        ? old
        : undefined
    const kept = before && new Kept(Object.values(before))
    const size = this.#keptCount()
    for (const key of Object.keys(source)) {
      const value = (source as Record<string, unknown>)[key]
      if (key === '$') this.tagged = true
      this.#checkKey(key, source, key)
      setKey(next, key, this.#keep(source, key, value, kept, before && getKey(before, key)))
    }
    if (before && this.#keptCount() > size) this.#succeed(before, next, 0, 0)
    return next
  }

  /** What `slice` took from `old` itself: no element has to be looked at. */
  #takeRun(source: unknown[], old: unknown[], start: number): unknown[] {
    if (start > 0 && start + source.length < old.length) return this.#takeArray(source, old)
    const next = source.slice()
    const [front, back] = start > 0 ? [0, source.length] : [source.length, 0]
    if (source.length > 0) this.#succeed(old, next, front, back)
    return next
  }

  #takeArray(source: unknown[], old: unknown): unknown[] {
    // What is damaged can still be replaced, as a whole.
    const before = Array.isArray(old) && this.#tree.tryToLoad(old) ? (old as unknown[]) : undefined
    let front = 0
    let back = 0
    if (before) {
      const most = Math.min(before.length, source.length)
      while (front < most && same(source, front, before, front)) front++
      while (
        back < most - front &&
        same(source, source.length - 1 - back, before, before.length - 1 - back)
      ) {
        back++
      }
    }
    if (hasManyHoles(source, front, source.length - back)) {
      this.#refuse(`has over ${MOST_HOLES} holes`, FARTHER)
    }
    const next: unknown[] = new Array(source.length)
    if (before) {
      copy(before, 0, next, 0, front)
      copy(before, before.length - back, next, source.length - back, back)
    }
    const end = (before?.length ?? 0) - back
    const kept = before && new Kept(before.slice(front, end))
    const size = this.#keptCount()
    for (let at = front; at < source.length - back; at++) {
      if (!(at in source)) this.tagged = true
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
      const raw = rawOf(value)
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

  #refuseExtra(source: object, proto: object | null): void {
    const extra = findExtraProperty(source, proto)
    if (!extra) return
    this.#steps.push([source, new Property(extra.key)])
    this.#refuse(extra.why, typeof extra.key === 'string' ? COPY : PLAIN)
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

const builtIn = new Set<object>([Array.prototype, Map.prototype, Set.prototype])

function isFields(raw: object): boolean {
  const proto = Object.getPrototypeOf(raw) as unknown
  return proto === Object.prototype || proto === null
}

function same(list: unknown[], at: number, old: unknown[], oldAt: number): boolean {
  const value = rawOf(list[at])
  return Object.is(value, old[oldAt]) && (value !== undefined || at in list === oldAt in old)
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
