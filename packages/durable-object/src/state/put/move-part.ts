import type { Place } from '../views/place.ts'
import { reaches } from './nesting.ts'

/** Where a part is whose view came from another handler; undefined for a view of this handler. */
export function originOf(
  view: Place | undefined,
  { lens }: Place,
): { home: object; key: unknown } | undefined {
  if (!view?.parent || view.lens === lens) return undefined
  return { home: lens.tree.successors.latest(view.parent.raw), key: view.key }
}

/** A view of a part that was nowhere in the state follows it to its new slot. */
export function follow(raw: object, place: Place, key: unknown): void {
  const { lens } = place
  const view = lens.placeOf(raw)
  if (view && !lens.tree.holds(view)) lens.tree.move(view, place, key)
}

/** Whether `place` is `raw` or is below it, so that `raw` must not be put there. */
export function isWithin(place: Place, raw: object): boolean {
  if (!leadsTo(raw, place)) return false
  return !place.lens.links?.turnsAround(raw, place.raw) || leadsTo(raw, place)
}

function leadsTo(raw: object, place: Place): boolean {
  const { tree } = place.lens
  if (tree.shared) return reaches(raw, place.raw)
  return raw === place.raw || tree.above(place).includes(raw)
}
