import { isPlainJson } from '../format/plain-json.ts'
import { copyRaw } from '../put/copy-raw.ts'
import { getKey, hasKey, keysOf, setKey } from '../tree/keyed.ts'
import type { Stored, Tree } from '../tree/tree.ts'
import { LOST } from '../views/place.ts'
import { PlaceFinder } from './place-finder.ts'
import type { SharedPart, SharedParts } from './shared-parts.ts'

interface Spot {
  home: object
  key: unknown
  /** The part is itself the key, or the element of a Set. */
  isKey: boolean
}

/** Copies shared parts. Returns parts with rows that were removed and are still in the state. */
export function separate(shared: SharedParts): Set<Stored> | undefined {
  const { tree, entries } = shared
  const finder = new PlaceFinder(tree)
  const kept = new Map<object, Spot>()
  const renamed = new Map<object, Map<unknown, unknown>>()
  for (const [raw, part] of entries) {
    const [first, ...others] = findSpots(finder, raw, part)
    if (!first) continue
    kept.set(raw, first)
    for (const spot of others) {
      const copy = putCopy(shared, finder, { raw, part, spot })
      if (!spot.isKey) continue
      const names = renamed.get(spot.home) ?? new Map<unknown, unknown>()
      renamed.set(spot.home, names.set(raw, copy))
    }
  }
  for (const [home, names] of renamed) rename(tree, home, names)
  markTouched(shared, finder, kept)
  for (const [raw, { home, key }] of kept) updateHome(shared, finder, { raw, home, key })
  if (tree.undoLog.dropped.length === 0) return undefined
  const regained = new Set<Stored>()
  for (const raw of kept.keys()) for (const stored of tree.collect(raw)) regained.add(stored)
  return regained
}

function findSpots(finder: PlaceFinder, raw: object, { lens, homes }: SharedPart): Spot[] {
  return finder.homes(lens, raw).flatMap((home) => {
    const hint = finder.keyIn(lens, home, raw)
    if (hint === LOST || !finder.hangs(lens, home)) return []
    let count = finder.isOld(lens, home, raw) ? 1 : 0
    for (const [each, known] of homes) if (finder.latest(each) === home) count += known.count
    return count < 2 ? [spotAt(home, hint, raw)] : allSpots(home, raw)
  })
}

function spotAt(home: object, key: unknown, raw: object): Spot {
  return { home, key, isKey: home instanceof Set || (key === raw && getKey(home, key) !== raw) }
}

function allSpots(home: object, raw: object): Spot[] {
  const spots: Spot[] = []
  if (Array.isArray(home)) {
    for (let at = home.indexOf(raw); at >= 0; at = home.indexOf(raw, at + 1)) {
      spots.push({ home, key: at, isKey: false })
    }
    return spots
  }
  if ((home instanceof Map || home instanceof Set) && hasKey(home, raw)) {
    spots.push({ home, key: raw, isKey: true })
  }
  if (home instanceof Set) return spots
  for (const key of keysOf(home)) {
    if (getKey(home, key) === raw) spots.push({ home, key, isKey: false })
  }
  return spots
}

function putCopy(
  { tree }: SharedParts,
  finder: PlaceFinder,
  { raw, part: { lens }, spot }: { raw: object; part: SharedPart; spot: Spot },
): object {
  const { home, key, isKey } = spot
  const copy = copyRaw(tree, raw) as object
  const place = finder.place(lens, home)
  const row = place && tree.find(place, key)
  row?.container.mark(row.key, !isPlainJson(copy, tree))
  lens.links?.standIn(raw, copy, home, key)
  if (place) tree.recorder?.put(place, { key, had: true, old: raw, value: copy })
  if (isKey) return copy
  setRaw(home, key, copy)
  tree.record(() => setRaw(home, key, raw))
  return copy
}

function setRaw(home: object, key: unknown, value: object): void {
  if (Array.isArray(home)) home[key as number] = value
  else setKey(home, key, value)
}

/**
 * Replaces keys by others and keeps the order. All keys of a collection at once, since all move.
 */
function rename(tree: Tree, home: object, names: Map<unknown, unknown>): void {
  const back = new Map([...names].map(([from, to]) => [to, from]))
  exchangeKeys(tree, home as Set<unknown>, names)
  tree.record(() => exchangeKeys(tree, home as Set<unknown>, back))
}

function exchangeKeys(tree: Tree, home: Set<unknown>, names: Map<unknown, unknown>): void {
  const entries = keysOf(home).map((key) => [key, getKey(home, key)] as const)
  home.clear()
  for (const [key, value] of entries) setKey(home, names.has(key) ? names.get(key) : key, value)
  tree.containers.get(home)?.rename(names)
}

/** A change was marked for one place of a part, which may not be the one that the part keeps. */
function markTouched(
  { tree, entries }: SharedParts,
  finder: PlaceFinder,
  kept: Map<object, Spot>,
): void {
  const marked = new Set<object>()
  for (let count = -1; count < marked.size; ) {
    count = marked.size
    for (const [raw, { home, key }] of kept) {
      const part = entries.get(raw)
      if (!part?.touched || marked.has(raw)) continue
      marked.add(raw)
      const place = finder.place(part.lens, home)
      const row = place && tree.find(place, key)
      row?.container.mark(row.key, !isPlainJson(raw, tree))
    }
  }
}

/** The link and the view of a part follow it to the place that it keeps. */
function updateHome(
  { tree, entries }: SharedParts,
  finder: PlaceFinder,
  { raw, home, key }: { raw: object; home: object; key: unknown },
): void {
  const lens = entries.get(raw)?.lens
  const link = lens?.links?.ofRaw(raw)
  if (link) Object.assign(link, { home, key })
  const place = lens?.placeOf(raw)
  const parent = lens && finder.place(lens, home)
  if (place && parent && !tree.holds(place)) Object.assign(place, { parent, key })
}
