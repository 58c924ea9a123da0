import type { Stored, Tree } from '../tree/tree.ts'
import type { Lens } from '../views/lens.ts'
import { PlaceFinder } from './place-finder.ts'
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
