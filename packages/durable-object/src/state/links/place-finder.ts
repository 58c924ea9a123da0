import type { Tree } from '../tree/tree.ts'
import type { Lens } from '../views/lens.ts'
import { LOST, locate, Place } from '../views/place.ts'

/** Finds out where raw values are in the state. Only valid while nothing changes. */
export class PlaceFinder {
  readonly #tree: Tree
  readonly #hanging = new Map<object, boolean>()

  constructor(tree: Tree) {
    this.#tree = tree
  }

  /** Whether it is in the state, as far as this lens knows. */
  hangs(lens: Lens, raw: object): boolean {
    if (raw === this.#tree.root) return true
    const known = this.#hanging.get(raw)
    if (known !== undefined) return known
    this.#hanging.set(raw, false)
    const hangs = this.homes(lens, raw).some(
      (home) => this.keyIn(lens, home, raw) !== LOST && this.hangs(lens, home),
    )
    this.#hanging.set(raw, hangs)
    return hangs
  }

  /** The raw value that took its place, or itself. */
  latest(home: object): object {
    return this.#tree.successors.latest(home)
  }

  /** The raw values that it may be in, the original one first. */
  homes(lens: Lens, raw: object): object[] {
    const tree = this.#tree
    const homes = new Set<object>()
    // Perhaps only the raw value whose place it took is known here.
    for (let at: object | undefined = raw; at; at = tree.successors.before(at)) {
      const place = lens.placeOf(at)
      if (place?.parent) homes.add(tree.successors.latest(place.parent.raw))
      const link = lens.links?.ofRaw(at)
      if (link) homes.add(tree.successors.latest(link.home))
      for (const home of tree.shared?.entries.get(at)?.homes.keys() ?? []) {
        homes.add(home)
        homes.add(tree.successors.latest(home))
      }
    }
    return [...homes]
  }

  /** Whether it may have been there before this handler put it there. */
  isOld(lens: Lens, home: object, raw: object): boolean {
    const place = lens.placeOf(raw)
    const link = lens.links?.ofRaw(raw)
    return (
      (place?.parent && this.#tree.successors.latest(place.parent.raw) === home) ||
      (link && this.#tree.successors.latest(link.home) === home) ||
      false
    )
  }

  keyIn(lens: Lens, home: object, raw: object): unknown {
    const { shared } = this.#tree
    const place = lens.placeOf(raw)
    const link = lens.links?.ofRaw(raw)
    const put = shared?.entries.get(raw)?.homes.get(home)
    if (put && locate(home, raw, put.key) !== LOST) return locate(home, raw, put.key)
    if (place?.parent && this.#tree.successors.latest(place.parent.raw) === home) {
      const key = locate(home, raw, place.key)
      if (key !== LOST) return key
    }
    return locate(
      home,
      raw,
      link && this.#tree.successors.latest(link.home) === home ? link.key : undefined,
    )
  }

  /** A place for a part that is not in the state, with what it is in. */
  loosePlace(lens: Lens, raw: object): Place {
    for (const home of this.homes(lens, raw)) {
      const key = home === this.#tree.root ? LOST : this.keyIn(lens, home, raw)
      if (key !== LOST) return new Place(lens, raw, this.loosePlace(lens, home), key)
    }
    return new Place(lens, raw, new Place(lens, []))
  }

  /** The place of a part; undefined if it is not in the state. */
  place(lens: Lens, raw: object): Place | undefined {
    const tree = this.#tree
    const place = lens.placeOf(raw)
    if (place && tree.holds(place)) return place
    for (const home of this.homes(lens, raw)) {
      const key = this.keyIn(lens, home, raw)
      const parent = key !== LOST && this.hangs(lens, home) ? this.place(lens, home) : undefined
      if (!parent) continue
      if (!place) return new Place(lens, raw, parent, key)
      tree.move(place, parent, key)
      return place
    }
    return undefined
  }
}
