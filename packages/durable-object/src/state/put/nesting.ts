import { Large } from '../format/large.ts'
import { isObject } from '../tree/is-object.ts'
import type { Tree } from '../tree/tree.ts'
import { childrenOf, visit } from '../tree/visit.ts'
import type { Place } from '../views/place.ts'

/** How many parts with rows of their own are read, at most, to find out. */
const MOST_READ = 1000

let read = 0

/**
 * Whether a part is nested deeper than `levels`, counting the part itself. Of a list that is not in
 * memory it looks only at the last page.
 */
export function isDeeper(tree: Tree, raw: object, levels: number): boolean {
  read = 0
  return isBelow(tree, raw, levels)
}

function isBelow(tree: Tree, raw: unknown, levels: number): boolean {
  if (!isNested(raw)) return false
  if (levels <= 0) return true
  const container = tree.containers.get(raw)
  if (container && !container.loader.isOpen && (++read > MOST_READ || !tree.tryToOpen(raw)))
    return false
  for (const child of childrenOf(raw)) if (isBelow(tree, child, levels - 1)) return true
  return false
}

function isNested(raw: unknown): raw is object {
  if (!isObject(raw)) return false
  return !(raw instanceof Large || raw instanceof Date || raw instanceof RegExp)
}

/** Whether `target` is `raw` or somewhere in it. Does not look at what is not in memory. */
export function reaches(raw: object, target: object): boolean {
  let found = false
  visit(raw, (part) => {
    found ||= part === target
    return !found && !(part instanceof Large)
  })
  return found
}

/** How many levels the state has above a place. */
export function levelOf(place: Place): number {
  let level = 0
  for (let at = place.parent; at; at = at.parent) level++
  return level
}
