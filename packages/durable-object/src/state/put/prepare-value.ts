import { Large } from '../format/large.ts'
import { isJson } from '../format/plain-json.ts'
import { isObject } from '../tree/is-object.ts'
import { getKey } from '../tree/keyed.ts'
import type { Stored, Tree } from '../tree/tree.ts'
import { childrenOf } from '../tree/visit.ts'
import type { Lens } from '../views/lens.ts'
import type { Place } from '../views/place.ts'
import { Copier } from './copy-in.ts'
import { isShortNumber } from './fits-in-row.ts'
import { inherit } from './heirs.ts'
import type { Reuse } from './reuse.ts'
import { hasSameText } from './same-text.ts'

/** A raw value, ready to be put into a slot of the state. */
export interface Prepared {
  value: unknown
  /** Some of it cannot be encoded as plain JSON, or has rows of its own. */
  needsTags: boolean
  /** Parts with rows that go with the old value of the slot. */
  dropped: Stored[]
  /** Its text in the row of the slot is that of the old value, so the row does not change. */
  inherits: boolean
}

/** Whether it would change nothing to put `value` where `old` is. */
export function isSame(lens: Lens, value: unknown, old: unknown): boolean {
  return (
    Object.is(lens.rawOf(value), old) ||
    (old instanceof Large && typeof value === 'string' && old.is(value))
  )
}

/**
 * Copies `value` for the slot `key`, which holds `old`. Throws DurableObjectStateError for what
 * cannot be stored, and then has changed nothing.
 */
export function prepareValue(place: Place, key: unknown, value: unknown, old: unknown): Prepared {
  const { tree } = place.lens
  if (isSmallPrimitive(tree, value)) {
    return { value, needsTags: !isJson(value), dropped: tree.collect(old), inherits: false }
  }
  const { changes } = tree
  const links = place.lens.links?.count ?? 0
  const { copier, next } = copyIn(place, key, value, old)
  if (tree.changes !== changes) return prepareAgain(place, key, value, links)
  const { needsTags, reuse } = copier
  if (!isObject(old)) {
    return { value: next, needsTags, dropped: [], inherits: false }
  }
  const inherits = hasSameText(next, old, { tree, reuse })
  const steps = [...reuse.successions.values()]
  const heirs = steps.filter(({ heritage }) => heritage)
  const inherited = new Set<unknown>(heirs.map((step) => tree.containers.get(step.old)))
  const dropped = collect(tree, old, reuse).filter((stored) => !inherited.has(stored))
  for (const step of steps) tree.successors.add(step.old, step.next)
  if (steps.length > 0) tree.recorder?.succeed(reuse.successions)
  for (const step of heirs) inherit(tree, step, needsTags)
  return { value: next, needsTags, dropped, inherits }
}

/**
 * Getters of the value changed the state, perhaps even the slot itself. So it is copied once more,
 * and keeps nothing of the old value.
 */
function prepareAgain(place: Place, key: unknown, value: unknown, links: number): Prepared {
  const { lens } = place
  const { tree } = lens
  lens.links?.forget(links)
  const { next } = copyIn(place, key, value, undefined)
  if (Array.isArray(place.raw)) tree.containers.get(place.raw)?.loader.loadAt(key as number)
  const dropped = tree.collect(getKey(place.raw, key))
  return { value: next, needsTags: true, dropped, inherits: false }
}

/** Removes the links of a copy that is refused or not used. */
function copyIn(
  place: Place,
  key: unknown,
  value: unknown,
  old: unknown,
): { copier: Copier; next: unknown } {
  const { lens } = place
  const links = lens.links?.count ?? 0
  try {
    const copier = new Copier(place, key)
    const next = copier.copy(value, old)
    if (!isRebuiltAroundItself(lens.tree, copier.reuse)) return { copier, next }
  } catch (error) {
    lens.links?.forget(links)
    throw error
  }
  lens.links?.forget(links)
  return copyIn(place, key, value, undefined)
}

/** The old value is also somewhere in the new one, so it must keep its rows. */
function isRebuiltAroundItself({ shared }: Tree, { successions }: Reuse): boolean {
  if (shared) for (const { old } of successions.values()) if (shared.entries.has(old)) return true
  return false
}

function collect(tree: Tree, old: unknown, reuse: Reuse, found: Stored[] = []): Stored[] {
  if (reuse.kept.has(old)) return found
  const step = reuse.successions.get(old)
  if (!step) {
    for (const stored of tree.collect(old)) found.push(stored)
    return found
  }
  const raw = step.old
  const container = tree.load(raw)
  if (container) found.push(container)
  const { front, back } = step.ends
  const values = Array.isArray(raw) ? raw.slice(front, raw.length - back) : childrenOf(raw)
  for (const value of values) collect(tree, value, reuse, found)
  return found
}

function isSmallPrimitive(tree: Tree, value: unknown): boolean {
  const type = typeof value
  if (type === 'string') return (value as string).length <= tree.inline
  if (type === 'bigint') return isShortNumber(value as bigint)
  return type !== 'object' && type !== 'function' && type !== 'symbol'
}
