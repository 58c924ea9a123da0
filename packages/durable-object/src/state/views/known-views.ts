import type { Tree } from '../tree/tree.ts'
import type { Place } from './place.ts'

/** How many children of an object are looked through. */
const MOST_CHILDREN = 4
/** V8 makes an array with longer gaps a slow one. */
const LONGEST_GAP = 1000

/**
 * The views of one handler, one for each raw value. A Map keyed by the raw values took half of the
 * time to visit a list, since V8 gives each of them a hash. So a view is kept in the place of its
 * parent, and is put into the Map only when parts move.
 */
export class KnownViews {
  readonly #tree: Tree
  readonly #far = new Map<object, object>()
  /** Places that have views of children. */
  #parents: Place[] = []
  /** `tree.moves` at the last look. */
  #moves: number

  constructor(tree: Tree) {
    this.#tree = tree
    this.#moves = tree.moves
  }

  /** The view of a raw child, which is probably at this key of its parent. */
  find(raw: object, parent: Place, key: unknown): object | undefined {
    if (this.#moves !== this.#tree.moves) this.#gather()
    // A part that is at several places has one view.
    if (this.#tree.shared) return this.#far.get(raw)
    if (!Array.isArray(parent.raw)) {
      for (let at = parent.child; at; at = at.sibling) if (at.raw === raw) return at.proxy
    } else {
      const near = parent.elements?.[key as number]
      if (near?.raw === raw) return near.proxy
      if (parent.raw[key as number] !== raw) this.#gather()
    }
    return this.#far.size > 0 ? this.#far.get(raw) : undefined
  }

  /** A new view, which `find` did not find. */
  add(view: object, place: Place, parent: Place): void {
    // A Date or RegExp is its own view, and has no proxy.
    const isFar = place.proxy === undefined || this.#tree.shared !== undefined
    if (isFar || !this.#putNear(place, parent)) this.#far.set(place.raw, view)
  }

  /** The view of a raw value that is anywhere. */
  of(raw: object): object | undefined {
    this.#gather()
    return this.#far.get(raw)
  }

  all(): Iterable<object> {
    this.#gather()
    return this.#far.values()
  }

  #putNear(place: Place, parent: Place): boolean {
    const isFirst = parent.child === undefined && parent.elements === undefined
    const isNear = Array.isArray(parent.raw) ? putElement(place, parent) : putChild(place, parent)
    if (isNear && isFirst) this.#parents.push(parent)
    return isNear
  }

  /** Puts all views into the Map. */
  #gather(): void {
    this.#moves = this.#tree.moves
    for (const parent of this.#parents) {
      // Skips the gaps.
      parent.elements?.forEach((place) => {
        this.#putFar(place)
      })
      for (let at = parent.child; at; ) {
        const next: Place | undefined = at.sibling
        at.sibling = undefined
        this.#putFar(at)
        at = next
      }
      parent.elements = parent.child = undefined
    }
    this.#parents = []
  }

  #putFar({ raw, proxy }: Place): void {
    this.#far.set(raw, proxy as object)
  }
}

function putElement(place: Place, parent: Place): boolean {
  const index = Number(place.key)
  if ((parent.raw as unknown[])[index] !== place.raw) return false
  if (index > (parent.elements?.length ?? 0) + LONGEST_GAP) return false
  parent.elements ??= []
  parent.elements[index] = place
  return true
}

function putChild(place: Place, parent: Place): boolean {
  let count = 0
  for (let at = parent.child; at; at = at.sibling) count++
  if (count >= MOST_CHILDREN) return false
  place.sibling = parent.child
  parent.child = place
  return true
}
