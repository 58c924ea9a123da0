import { isObject } from '../tree/is-object.ts'
import type { Stored } from '../tree/tree.ts'
import type { Place } from '../views/place.ts'

// More than this many arguments can overflow the stack.
const SPREAD = 10_000

/** Replaces `gone` elements with raw `items`. Every change of an array is done by this. */
export function spliceRaw(
  place: Place,
  {
    index,
    gone,
    items,
    needsTags,
    dropped,
    inherits,
    isPermutation,
  }: {
    index: number
    gone: number
    items: unknown[]
    /** Whether an item other than a hole needs tags. */
    needsTags?: boolean
    /** Parts with rows that are removed; none if all elements stay in the array. */
    dropped?: Stored[]
    inherits?: boolean
    isPermutation?: boolean
  },
): unknown[] {
  const { tree } = place.lens
  const raw = place.raw as unknown[]
  const moves = gone !== items.length && index + gone < raw.length
  const spot = tree.find(place, index, moves ? Infinity : items.length)
  const container = tree.containers.get(raw)
  const resize = {
    index,
    gone,
    added: items.length,
    // `includes` finds holes too.
    needsTags: needsTags || items.includes(undefined),
  }
  const undoPages = inherits ? undefined : container?.resize(resize)
  if (!container && !inherits) spot?.container.mark(spot.key, resize.needsTags)
  const removed = exchange(raw, index, gone, items)
  const droppedParts = tree.successors.has(raw) ? [] : dropped
  function undo(): void {
    exchange(raw, index, items.length, removed)
    undoPages?.()
  }
  tree.recorder?.splice(place, { index, removed, items, isPermutation })
  if (moves || items.some(isObject)) tree.record(undo, droppedParts)
  else tree.recordInPlace(undo, droppedParts)
  place.link?.mirrorSplice(place, { index, gone, items })
  return removed
}

/** Like splice, but holes stay holes. */
export function exchange(raw: unknown[], index: number, gone: number, items: unknown[]): unknown[] {
  let removed: unknown[]
  if (gone === items.length) {
    removed = raw.slice(index, index + gone)
    for (let at = 0; at < gone; at++) raw[index + at] = items[at]
  } else if (items.length < SPREAD) {
    removed = raw.splice(index, gone, ...items)
  } else {
    const rest = raw.splice(index)
    removed = rest.splice(0, gone)
    for (const item of items) raw.push(item)
    for (const item of rest) raw.push(item)
    for (let at = 0; at < rest.length; at++) {
      if (!(at in rest)) delete raw[index + items.length + at]
    }
  }
  for (let at = 0; at < items.length; at++) {
    if (items[at] === undefined && !(at in items)) delete raw[index + at]
  }
  return removed
}
