import { isSame, prepareValue } from '../put/prepare-value.ts'
import { isObject } from '../tree/is-object.ts'
import { deleteKey, getKey, hasKey, keysOf, reorder, setKey } from '../tree/keyed.ts'
import type { Place } from '../views/place.ts'

/** Puts a value into an object, a Map or a Set. */
export function putKey(place: Place, key: unknown, value: unknown): void {
  const { raw } = place
  const { tree } = place.lens
  let had = hasKey(raw, key)
  let old = getKey(raw, key)
  if (had && (raw instanceof Set || isSame(place.lens, value, old))) return
  const { changes } = tree
  const prepared = raw instanceof Set ? undefined : prepareValue(place, key, value, old)
  // Getters of the value may have changed this entry.
  if (tree.changes !== changes) {
    had = hasKey(raw, key)
    old = getKey(raw, key)
  }
  // An object with this key looks like a tag.
  const needsTags = key === '$' || prepared?.needsTags === true
  const spot = tree.find(place, key)
  const container = tree.containers.get(raw)
  const undoKey = container && !had ? container.add(key, needsTags) : undefined
  if (!undoKey && !prepared?.inherits) spot?.container.mark(spot.key, needsTags)
  setKey(raw, key, prepared?.value)
  const dropped = tree.successors.has(raw) ? [] : prepared?.dropped
  function undo(): void {
    if (had) setKey(raw, key, old)
    else deleteKey(raw, key)
    undoKey?.()
  }
  tree.recorder?.put(place, { key, had, old, value: prepared?.value })
  if (isObject(prepared?.value) || isObject(key)) tree.record(undo, dropped)
  else tree.recordInPlace(undo, dropped)
  place.link?.mirrorPut(place, key)
}

/** Removes an entry from an object, a Map or a Set. Undoing it restores the order of the keys. */
export function removeKey(place: Place, key: unknown): boolean {
  const { raw } = place
  const { tree } = place.lens
  if (!hasKey(raw, key)) return false
  const old = getKey(raw, key)
  const spot = tree.find(place, key)
  const dropped = tree.successors.has(raw) ? [] : tree.collect(old)
  if (raw instanceof Map && !tree.successors.has(raw)) dropped.push(...tree.collect(key))
  const container = tree.containers.get(raw)
  const first = tree.undoLog.isFirstRemoval(raw)
  const order = first && !container ? keysOf(raw) : undefined
  const undoKey = container?.remove(key)
  if (!undoKey) spot?.container.mark(spot.key, false)
  deleteKey(raw, key)
  tree.recorder?.remove(place, key)
  tree.record(() => {
    setKey(raw, key, old)
    undoKey?.()
    if (first) reorder(raw, order ?? container?.index?.live() ?? [])
  }, dropped)
  place.link?.mirrorRemove(key)
  return true
}
