import { DurableObjectStateError } from '../../errors.ts'
import { spliceRaw } from '../changes/array-change.ts'
import { setBytes } from '../changes/bytes-change.ts'
import { setTime } from '../changes/date-change.ts'
import { putKey, removeKey } from '../changes/keyed-change.ts'
import type { Bytes } from '../format/bytes.ts'
import { Large } from '../format/large.ts'
import { Copier } from '../put/copy-in.ts'
import { commonEnds } from '../put/hunks.ts'
import { prepareValue } from '../put/prepare-value.ts'
import { assertLike, Trail } from '../put/refusals.ts'
import { SafeMap } from '../tree/hash-safe.ts'
import { isObject } from '../tree/is-object.ts'
import { getKey, hasKey, keysOf } from '../tree/keyed.ts'
import { KEYS, type Place, placeOf } from '../views/place.ts'
import type { Link } from './link.ts'

/**
 * Makes a part equal to its source, as if the handler had changed the part. `quietly` ignores what
 * cannot be stored, since it may be gone before the handler ends.
 */
export function bringIn(link: Link, place: Place, options: { quietly?: boolean }): void {
  const change = () => whileBusy(link, () => bring(link, place))
  if (options.quietly) quietly(change)
  else change()
}

/** The same for one key, where that is enough. The order of the keys is brought in later. */
export function bringInAt(link: Link, place: Place, key: unknown): void {
  const { source, raw } = link
  const isAlone = raw instanceof Map ? !isObject(key) : hasFields(raw) && isFieldName(key)
  if (!isAlone) bringIn(link, place, { quietly: true })
  else {
    quietly(() =>
      whileBusy(link, () => {
        if (hasKey(source, key)) putKey(place, key, getKey(source, key))
        else removeKey(place, key)
      }),
    )
  }
}

function hasFields(raw: object): boolean {
  return !Array.isArray(raw) && !(raw instanceof Set)
}

function isFieldName(key: unknown): boolean {
  return typeof key === 'string' && key !== '__proto__'
}

function quietly(change: () => void): void {
  try {
    change()
  } catch (error) {
    if (!(error instanceof DurableObjectStateError)) throw error
  }
}

function whileBusy(link: Link, change: () => void): void {
  const { links } = link
  const { busy } = links
  links.busy = true
  link.seen = undefined
  try {
    change()
  } finally {
    links.busy = busy
  }
}

/** Removes from a part the children that its source no longer has at these keys. */
export function cut(link: Link, place: Place): void {
  const { links, source, raw } = link
  const isKeyed = source instanceof Map || source instanceof Set
  whileBusy(link, () => {
    for (const key of Array.isArray(raw) ? raw.keys() : keysOf(raw)) {
      const own = isKeyed ? links.keyOf(source, key) : key
      if (isKeyed && !source.has(own)) removeKey(place, key)
      else cutAt(place, key, (value) => links.areSame(getKey(source, own), value))
    }
  })
}

function cutAt(place: Place, key: unknown, isSame: (value: object) => boolean): void {
  const { raw, lens } = place
  const value = getKey(raw, key)
  if (!isObject(value) || value instanceof Large) return
  if (raw instanceof Set || isSame(value)) return
  if (!Array.isArray(raw)) putKey(place, key, undefined)
  else {
    const dropped = lens.tree.collect(value)
    spliceRaw(place, { index: key as number, gone: 1, items: [undefined], dropped })
  }
}

function bring(link: Link, place: Place): void {
  const { source, raw } = link
  assertLike(new Trail(place.parent ?? place, place.key), source, raw)
  if (raw instanceof Large) {
    if (!raw.isSame(source as Bytes)) setBytes(place, source as Bytes)
  } else if (raw instanceof Date) setTime(place, (source as Date).getTime())
  else if (Array.isArray(raw)) bringElements(link, place)
  else bringEntries(link, place)
}

/** Replaces the elements that differ. Those that only moved stay the same parts. */
function bringElements({ links, source, raw }: Link, place: Place): void {
  const own = source as unknown[]
  const list = raw as unknown[]
  const { tree } = place.lens
  const { front, back } = commonEnds(own.length, list.length, isSameAt)
  const gone = list.slice(front, list.length - back)
  // Without texts, which could be chosen so that their hashes collide.
  const left = new Set(gone.filter((value) => typeof value === 'object'))
  const items = new Array<unknown>(own.length - back - front)
  let needsTags = false
  for (let at = front; at < own.length - back; at++) {
    if (!(at in own)) continue
    const known = rawOf(own[at])
    if (known && left.delete(known)) items[at - front] = known
    else {
      const prepared = prepareValue(place, at, own[at], undefined)
      items[at - front] = prepared.value
      needsTags ||= prepared.needsTags
    }
  }
  if (gone.length === 0 && items.length === 0) return
  const dropped = tree.collect([...left])
  spliceRaw(place, { index: front, gone: gone.length, items, needsTags, dropped })

  function isSameAt(at: number, rawAt: number): boolean {
    return (
      links.areSame(own[at], list[rawAt]) && (own[at] !== undefined || at in own === rawAt in list)
    )
  }

  function rawOf(value: unknown): unknown {
    if (!isObject(value)) return undefined
    return links.rawOf(value) ?? placeOf(value)?.raw
  }
}

/** Entries of an object, a Map or a Set, in the order that the source has. */
function bringEntries(link: Link, place: Place): void {
  const { links, source, raw } = link
  const isKeyed = source instanceof Map || source instanceof Set
  if (isKeyed && bringLast(link, place)) return
  const wanted = new SafeMap<unknown, unknown>()
  for (const own of keysOf(source)) wanted.set(isKeyed ? keyIn(own) : own, getKey(source, own))
  for (const key of keysOf(raw)) if (!wanted.has(key)) removeKey(place, key)
  const order = [...wanted.keys()]
  const keys = keysOf(raw)
  const first = keys.findIndex((key, at) => key !== order[at])
  if (first >= 0) for (const key of keys.slice(first)) removeKey(place, key)
  for (const [key, value] of wanted) {
    if (!hasKey(raw, key) || !links.areSame(value, getKey(raw, key))) putKey(place, key, value)
  }

  function keyIn(own: unknown): unknown {
    if (!isObject(own)) return own
    const known = links.rawOf(own) ?? placeOf(own)?.raw
    if (known && hasKey(raw, known)) return known
    for (const key of keysOf(raw)) if (links.areSame(own, key)) return key
    return new Copier(place, KEYS).copyKey(own)
  }
}

/**
 * Handles the usual case, in which entries with primitive keys were added at the end; else false.
 */
function bringLast({ links, source, raw }: Link, place: Place): boolean {
  const entries = (source as Map<unknown, unknown>).entries()
  for (const [key, value] of (raw as Map<unknown, unknown>).entries()) {
    const [own, ownValue] = entries.next().value ?? [links]
    if (!links.areSame(own, key) || !links.areSame(ownValue, value)) return false
  }
  const rest = [...entries]
  if (rest.some(([key]) => isObject(key))) return false
  for (const [key, value] of rest) putKey(place, key, value)
  return true
}
