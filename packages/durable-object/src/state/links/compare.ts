import { Large } from '../format/large.ts'
import { findExtraProperty } from '../put/extra-properties.ts'
import { prototypeOf } from '../tree/hash-safe.ts'
import { isFields } from '../tree/keyed.ts'
import { partsOf } from '../views/sliced-array.ts'
import { isBytes, isUnchanged } from './fingerprint.ts'
import type { Link } from './link.ts'

/**
 * Whether a part equals its source object, not counting what is below it. `wholly` also compares
 * what cannot be stored: symbols, named properties, another prototype.
 */
export function isCurrent(link: Link, wholly = false): boolean {
  const { source, raw } = link
  if (link.isFixed) return true
  if (link.parted) return isUnchanged(source, link.away?.trace)
  if (Array.isArray(raw)) return isCurrentArray(link, raw, wholly)
  if (isFields(raw)) return isCurrentObject(link, wholly)
  if (wholly && !isLike(source, raw)) return false
  if (raw instanceof Large) return isBytes(source) && (isAway(source) || raw.isSame(source))
  if (raw instanceof Date) return Object.is((source as Date).getTime(), raw.getTime())
  return raw instanceof Map ? isCurrentMap(link, raw) : isCurrentSet(link, raw as Set<unknown>)
}

/** The same for one key of an object, an array, a Map or a Set. */
export function isCurrentAt({ links, source, raw }: Link, key: unknown): boolean {
  if (raw instanceof Map || raw instanceof Set) {
    const own = links.keyOf(source as Set<unknown>, key)
    if ((source as Set<unknown>).has(own) !== raw.has(key)) return false
    return raw instanceof Set || links.areSame((source as typeof raw).get(own), raw.get(key))
  }
  // A sliced array with nothing but its raw elements.
  if (Array.isArray(source) && partsOf(source)) return true
  const own = (source as Record<PropertyKey, unknown>)[key as PropertyKey]
  const value = (raw as Record<PropertyKey, unknown>)[key as PropertyKey]
  // What is inherited is the same in both.
  if (own === value && typeof own === 'function') return true
  if (!links.areSame(own, value)) return own === value && value === Object.prototype
  return (
    own !== undefined ||
    Object.hasOwn(source, key as PropertyKey) === Object.hasOwn(raw, key as PropertyKey)
  )
}

/** Bytes that were transferred are gone from the source, so the part keeps what it has. */
function isAway(source: ArrayBuffer | ArrayBufferView): boolean {
  const buffer = (ArrayBuffer.isView(source) ? source.buffer : source) as { detached?: boolean }
  return buffer.detached === true
}

function isLike(source: object, raw: object): boolean {
  const proto = Object.getPrototypeOf(source) as object
  const isSame = raw instanceof Large || proto === prototypeOf(raw)
  return isSame && !findExtraProperty(source, proto)
}

/** Counts first: if there is no extra key, the names need not be compared. */
function isPlainList(source: unknown[]): boolean {
  if (Object.getPrototypeOf(source) !== Array.prototype) return false
  return (
    Reflect.ownKeys(source).length === source.length + 1 ||
    !findExtraProperty(source, Array.prototype)
  )
}

function isCurrentArray(link: Link, raw: unknown[], wholly: boolean): boolean {
  const source = link.source as unknown[]
  const parts = partsOf(source)
  if (parts) return isEqual(parts.list, raw)
  if (source.length !== raw.length) return false
  if (!isSeen(link, source)) {
    for (let at = 0; at < raw.length; at++) {
      const own = source[at]
      if (!link.links.areSame(own, raw[at])) return false
      if (own === undefined && at in source !== at in raw) return false
    }
    // If the source is compared only once, this would cost more than it saves.
    if (!wholly) link.seen = source.slice()
  }
  return !wholly || isPlainList(source)
}

function isEqual(list: unknown[], raw: unknown[]): boolean {
  return list.length === raw.length && list.every((value, at) => Object.is(value, raw[at]))
}

function isSeen({ seen }: Link, source: unknown[]): boolean {
  if (!seen || seen.length !== source.length) return false
  for (let at = 0; at < source.length; at++) {
    const own = source[at]
    if ((own !== seen[at] || own === 0) && !Object.is(own, seen[at])) return false
    if (own === undefined && at in source !== at in seen) return false
  }
  return true
}

function isCurrentObject({ links, source, raw }: Link, wholly: boolean): boolean {
  if (wholly && Object.getPrototypeOf(source) !== Object.getPrototypeOf(raw)) return false
  const keys = Object.keys(raw)
  // Includes symbols and hidden keys.
  const ownKeys = wholly ? Reflect.ownKeys(source) : Object.keys(source)
  if (ownKeys.length !== keys.length) return false
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string
    if (ownKeys[at] !== key) return false
    const own = (source as Record<string, unknown>)[key]
    if (!links.areSame(own, (raw as Record<string, unknown>)[key])) return false
  }
  return true
}

function isCurrentMap({ links, source }: Link, raw: Map<unknown, unknown>): boolean {
  if ((source as typeof raw).size !== raw.size) return false
  const entries = raw.entries()
  for (const [key, value] of source as typeof raw) {
    const [rawKey, rawValue] = entries.next().value as [unknown, unknown]
    if (!links.areSame(key, rawKey) || !links.areSame(value, rawValue)) return false
  }
  return true
}

function isCurrentSet({ links, source }: Link, raw: Set<unknown>): boolean {
  if ((source as typeof raw).size !== raw.size) return false
  const items = raw.values()
  for (const item of source as typeof raw) {
    if (!links.areSame(item, items.next().value)) return false
  }
  return true
}
