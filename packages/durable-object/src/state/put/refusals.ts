import { DurableObjectStateError } from '../../errors.ts'
import { bytesType } from '../format/bytes.ts'
import { Large } from '../format/large.ts'
import { prototypeOf } from '../tree/hash-safe.ts'
import { type Place, Property, pathOf, shorten, step } from '../views/place.ts'
import { partsOf } from '../views/sliced-array.ts'
import { findExtraProperty } from './extra-properties.ts'
import {
  FARTHER,
  hasManyHoles,
  isShortText,
  MOST_HOLES,
  MOST_LEVELS,
  SHORTER,
  TOO_LONG,
} from './fits-in-row.ts'

const PLAIN =
  'Store plain data (objects, arrays, Map, Set, Date, RegExp, bytes, primitives) and rebuild the rest from it.'

const COPY =
  'Store a copy without it ([...list], { ...object }, new Map(map)), or keep it in a field.'

const FLATTER =
  'Keep such parts side by side in an object or a Map, and refer from one to another by its key.'

/** The path from a slot to the value being copied, for the error that refuses this value. */
export class Trail {
  readonly #place: Place
  readonly #key: unknown
  readonly #steps: [object, unknown][] = []

  constructor(place: Place, key: unknown) {
    this.#place = place
    this.#key = key
  }

  /** The last key of the path. */
  get key(): unknown {
    return this.#steps[this.#steps.length - 1]?.[1]
  }

  enter(owner: object, key: unknown): void {
    this.#steps.push([owner, key])
  }

  leave(): void {
    this.#steps.pop()
  }

  refuse(why: string, advice: string = PLAIN): never {
    const steps = this.#steps.map(([owner, key]) => step(owner, key))
    const path = pathOf(this.#place, this.#key) + steps.join('')
    throw new DurableObjectStateError(
      `${shorten(path)} ${why}, which cannot be stored. ${advice}`,
      { path },
    )
  }
}

export function refuseInstance(trail: Trail, proto: object | null): never {
  const { constructor: Class } = proto as { constructor?: { name?: string } }
  return trail.refuse(`is an instance of ${Class?.name || 'a class'}`)
}

/** Refuses symbols and hidden properties, and named properties of arrays, Maps and Sets. */
export function refuseExtra(trail: Trail, source: object, proto: object | null): void {
  const extra = findExtraProperty(source, proto)
  if (!extra) return
  trail.enter(source, new Property(extra.key))
  trail.refuse(extra.why, typeof extra.key === 'string' ? COPY : PLAIN)
}

export function refuseHoles(trail: Trail, list: unknown[], from: number, to: number): void {
  if (hasManyHoles(list, from, to)) trail.refuse(`has over ${MOST_HOLES} holes`, FARTHER)
}

export function refuseLongText(trail: Trail, text: string): void {
  if (!isShortText(text)) trail.refuse(TOO_LONG, SHORTER)
}

export function refuseDepth(trail: Trail): never {
  return trail.refuse(`is nested more than ${MOST_LEVELS} levels deep`, FLATTER)
}

/** Refuses an object that was put in and later changed to something that cannot be stored. */
export function assertLike(trail: Trail, source: object, raw: object): void {
  const proto = Object.getPrototypeOf(source) as object | null
  if (isInstance(proto) && !isValue(source)) refuseInstance(trail, proto)
  const isLike = bytesType(source) ? raw instanceof Large : proto === prototypeOf(raw)
  if (!isLike) trail.refuse('now has another prototype')
  if (!partsOf(source)) refuseExtra(trail, source, proto)
  if (Array.isArray(source)) refuseHoles(trail, source, 0, source.length)
}

const BUILT_IN = new Set<object>([Array.prototype, Map.prototype, Set.prototype])

/** Whether an object with this prototype is an instance of a class. Those are never stored. */
export function isInstance(proto: object | null): boolean {
  return proto !== null && Object.getPrototypeOf(proto) !== null && !BUILT_IN.has(proto)
}

/** A Date, a RegExp or bytes. */
function isValue(source: object): boolean {
  return source instanceof Date || source instanceof RegExp || bytesType(source) !== undefined
}

/** Whether a refusal may have to name the path to this value. */
export function mayBeRefused(value: unknown): boolean {
  const type = typeof value
  return type === 'object' || type === 'function' || type === 'symbol' || type === 'bigint'
}
