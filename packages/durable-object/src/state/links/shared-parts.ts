import type { Stored, Tree } from '../tree/tree.ts'
import type { Lens } from '../views/lens.ts'
import { LOST, locate, Place } from '../views/place.ts'
import { separate } from './separate.ts'

export interface Home {
  /** How often it was put there. */
  count: number
  /** Where it was put last. */
  key: unknown
}

/** A part that was put somewhere while it was in the state already, or had just been taken out. */
export interface SharedPart {
  readonly lens: Lens
  /** Where it was put in this handler, and where it is known to have been. */
  readonly homes: Map<object, Home>
  /** Something in it changed. Only the row of one of its homes is known to be written. */
  touched: boolean
}

/**
 * Parts that hang at several places, or have moved. Within a handler they are one thing, as in plain
 * JavaScript, so that the raw values are a graph; with the commit they become a tree again. What is
 * noted here are hints: where a part really hangs is looked up in the raw values.
 */
export class SharedParts {
  readonly entries: Map<object, SharedPart> = new Map()
  /** What has rows, was taken out, and is in the state nonetheless. */
  regained: ReadonlySet<Stored> | undefined
  #isSeparate = false
  readonly tree: Tree

  constructor(tree: Tree) {
    this.tree = tree
  }

  /** `home` is where it is put, or where it is known to be. */
  add(raw: object, { lens, home, key }: { lens: Lens; home: object; key: unknown }): void {
    this.#isSeparate = false
    let part = this.entries.get(raw)
    if (!part) {
      part = { lens, homes: new Map(), touched: false }
      this.entries.set(raw, part)
    }
    const known = part.homes.get(home)
    if (!known) part.homes.set(home, { count: 1, key })
    else {
      known.count++
      known.key = key
    }
  }

  touch(raw: object): void {
    const part = this.entries.get(raw)
    if (part) part.touched = true
    this.#isSeparate = false
  }

  /** Makes a tree of the raw values again: all but one place of a part get a copy. */
  separate(): void {
    if (this.#isSeparate) return
    this.regained = separate(this)
    this.#isSeparate = true
  }

  /** After a commit or an undo: what hangs nowhere may still be put in again. */
  settle(): void {
    this.regained = undefined
    this.#isSeparate = false
    const pass = new Pass(this.tree)
    for (const [raw, part] of this.entries) {
      part.touched = false
      if (part.lens.placeOf(raw)) pass.place(part.lens, raw)
    }
  }

  /** The handler has ended. */
  forget(lens: Lens): void {
    for (const [raw, part] of this.entries) if (part.lens === lens) this.entries.delete(raw)
  }
}

/** Looks up where raw values hang, while nothing changes. */
export class Pass {
  readonly #tree: Tree
  readonly #hanging = new Map<object, boolean>()

  constructor(tree: Tree) {
    this.#tree = tree
  }

  /** Whether it belongs to the state, as far as this lens knows. */
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

  /** Itself, or what was rebuilt in its place. */
  latest(home: object): object {
    return this.#tree.latest(home)
  }

  /** Where it may be: where it was first of all. */
  homes(lens: Lens, raw: object): object[] {
    const tree = this.#tree
    const homes = new Set<object>()
    // What it took the place of may be all that is known here.
    for (let at: object | undefined = raw; at; at = tree.before(at)) {
      const place = lens.placeOf(at)
      if (place?.parent) homes.add(tree.latest(place.parent.raw))
      const link = lens.links?.ofRaw(at)
      if (link) homes.add(tree.latest(link.home))
      for (const home of tree.shared?.entries.get(at)?.homes.keys() ?? []) {
        homes.add(home)
        homes.add(tree.latest(home))
      }
    }
    return [...homes]
  }

  /** Whether it may have been there before it was put there in this handler. */
  isOld(lens: Lens, home: object, raw: object): boolean {
    const place = lens.placeOf(raw)
    const link = lens.links?.ofRaw(raw)
    return (
      (place?.parent && this.#tree.latest(place.parent.raw) === home) ||
      (link && this.#tree.latest(link.home) === home) ||
      false
    )
  }

  keyIn(lens: Lens, home: object, raw: object): unknown {
    const { shared } = this.#tree
    const place = lens.placeOf(raw)
    const link = lens.links?.ofRaw(raw)
    const put = shared?.entries.get(raw)?.homes.get(home)
    if (put && locate(home, raw, put.key) !== LOST) return locate(home, raw, put.key)
    if (place?.parent && this.#tree.latest(place.parent.raw) === home) {
      const key = locate(home, raw, place.key)
      if (key !== LOST) return key
    }
    return locate(home, raw, link && this.#tree.latest(link.home) === home ? link.key : undefined)
  }

  /** A place for what was taken out, within all of that. */
  loosePlace(lens: Lens, raw: object): Place {
    for (const home of this.homes(lens, raw)) {
      const key = home === this.#tree.root ? LOST : this.keyIn(lens, home, raw)
      if (key !== LOST) return new Place(lens, raw, this.loosePlace(lens, home), key)
    }
    return new Place(lens, raw, new Place(lens, []))
  }

  /** A place for a part of the state; undefined if it does not belong to it. */
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
