import type { Stored, Tree } from '../tree/tree.ts'
import type { Lens } from '../views/lens.ts'
import { PlaceFinder } from './place-finder.ts'
import { separate } from './separate.ts'

export interface Home {
  /** How many times it was put there. */
  count: number
  /** Where it was put last. */
  key: unknown
}

/** A part that was put into the state while it was in it already, or after it was removed. */
export interface SharedPart {
  readonly lens: Lens
  /** Where this handler put it, and where it was before, as far as known. */
  readonly homes: Map<object, Home>
  /** Something in it changed, but only one of the rows that show it is marked. */
  touched: boolean
}

/**
 * Parts that are at several places, or have moved. Within a handler each is one thing, as in plain
 * JavaScript, so the raw values are a graph; the commit makes them a tree again. The homes here are
 * hints: where a part really is must be looked up in the raw values.
 */
export class SharedParts {
  readonly entries: Map<object, SharedPart> = new Map()
  /** Parts with rows that were removed from one place and are still at another one. */
  regained: ReadonlySet<Stored> | undefined
  #isSeparate = false
  readonly tree: Tree

  constructor(tree: Tree) {
    this.tree = tree
  }

  /** `home` is the raw value that it is put into, or that it is known to be in. */
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

  /** Makes the raw values a tree again: all places of a part but one get a copy. */
  separate(): void {
    if (this.#isSeparate) return
    this.regained = separate(this)
    this.#isSeparate = true
  }

  /** Memory and rows are equal again. A part that is nowhere may still be put in again. */
  settle(): void {
    this.regained = undefined
    this.#isSeparate = false
    const finder = new PlaceFinder(this.tree)
    for (const [raw, part] of this.entries) {
      part.touched = false
      if (part.lens.placeOf(raw)) finder.place(part.lens, raw)
    }
  }

  /** The handler has ended. */
  forget(lens: Lens): void {
    for (const [raw, part] of this.entries) if (part.lens === lens) this.entries.delete(raw)
  }
}
