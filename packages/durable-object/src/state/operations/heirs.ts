import { kindOf } from '../format/kinds.ts'
import { Large } from '../format/large.ts'
import { findHunks, type Hunk } from '../put/hunks.ts'
import type { Reuse, Succession } from '../put/reuse.ts'
import { isObject } from '../tree/is-object.ts'
import { getKey, hasKey, isFields, keysOf } from '../tree/keyed.ts'
import { indexOf } from '../views/array-index.ts'

/** A value that took the place of an old one, and how it differed from that. */
export interface Heir {
  old: object
  next: object
  /** Undefined if there is nothing to tell but the new value as a whole. */
  change: ListChange | KeyedChange | undefined
  /** Its children that are heirs themselves, with their keys. */
  heirs: Map<object, unknown>
}

export interface ListChange {
  hunks: Hunk[]
  /** The elements of the old list that go, and of the new one that come, hunk by hunk. */
  removed: unknown[][]
  items: unknown[][]
}

export interface KeyedChange {
  removed: unknown[]
  /** In the order of the new value. */
  put: { key: unknown; had: boolean; old: unknown; value: unknown }[]
}

type Successions = Reuse['successions']

/** How the new values differ, at the moment when they take the place of the old ones. */
export function compareHeirs(successions: Successions): Heir[] {
  return [...successions.values()].map((step) => {
    const { old, next } = step
    const heirs: Heir['heirs'] = new Map()
    const isSame = (value: unknown, before: unknown, key: unknown): boolean => {
      if (Object.is(value, before)) return true
      if (!isObject(value) || successions.get(before)?.next !== value)
        return isSameText(value, before)
      heirs.set(value, key)
      return true
    }
    return { old, next, change: compare(step, isSame), heirs }
  })
}

type IsSame = (value: unknown, before: unknown, key: unknown) => boolean

function compare(step: Succession, isSame: IsSame): Heir['change'] {
  const { old, next } = step
  if (kindOf(old) !== kindOf(next)) return undefined
  if (Array.isArray(next)) return compareLists(step, isSame)
  return next instanceof Set
    ? compareSets(old as Set<unknown>, next)
    : compareKeyed(old, next, isSame)
}

function compareLists({ old, next, ends }: Succession, isSame: IsSame): ListChange {
  const [list, before] = [next as unknown[], old as unknown[]]
  const { front, back } = ends
  const [length, oldLength] = [list, before].map((each) => each.length - front - back) as [
    number,
    number,
  ]
  const hunks = findHunks(length, oldLength, (at, oldAt) => {
    return isSameAt(list, front + at, before, front + oldAt, isSame)
  }).map((hunk) => ({ ...hunk, index: front + hunk.index, at: front + hunk.at }))
  return {
    hunks,
    removed: hunks.map(({ index, gone }) => before.slice(index, index + gone)),
    items: hunks.map(({ at, added }) => list.slice(at, at + added)),
  }
}

function isSameAt(
  list: unknown[],
  at: number,
  before: unknown[],
  oldAt: number,
  isSame: IsSame,
): boolean {
  const [value, old] = [list[at], before[oldAt]]
  if (value === undefined && at in list !== oldAt in before) return false
  return isSame(value, old, at)
}

function compareSets(old: Set<unknown>, next: Set<unknown>): KeyedChange | undefined {
  return compareOrdered(old, next, () => true)
}

function compareKeyed(old: object, next: object, isSame: IsSame): KeyedChange | undefined {
  return compareOrdered(old, next, (key) => isSame(getKey(next, key), getKey(old, key), key))
}

/**
 * What is removed and put to get from the old entries to the new ones, in their order: a key that is put where
 * there was none comes last.
 */
function compareOrdered(old: object, next: object, isSame: (key: unknown) => boolean): KeyedChange {
  const before = keysOf(old)
  const removed = before.filter((key) => !hasKey(next, key))
  const isOrdered = isFields(next) ? (key: unknown) => indexOf(key as string) === undefined : isAny
  const stay = before.filter((key) => hasKey(next, key) && isOrdered(key))
  const put: KeyedChange['put'] = []
  let at = 0
  for (const key of keysOf(next)) {
    const had = hasKey(old, key)
    if (isOrdered(key)) {
      if (at < stay.length && Object.is(stay[at], key)) at++
      else {
        // From here on nothing is in its old place.
        removed.push(...stay.splice(at))
        put.push({ key, had: false, old: undefined, value: getKey(next, key) })
        continue
      }
    }
    if (!had || !isSame(key))
      put.push({ key, had, old: getKey(old, key), value: getKey(next, key) })
  }
  return { removed, put }
}

function isAny(): boolean {
  return true
}

function isSameText(value: unknown, before: unknown): boolean {
  return value instanceof Large && before instanceof Large && before.hasText(value)
}
