import type { Tree } from './tree.ts'

/**
 * Raw values that others took the place of, rebuilt around some of their children. A view of the old
 * value still leads to those children, which are in the new one by now.
 */
export class Successors {
  readonly #tree: Tree
  readonly #next = new WeakMap<object, object>()
  readonly #before = new WeakMap<object, object>()

  constructor(tree: Tree) {
    this.#tree = tree
  }

  add(raw: object, next: object): void {
    this.#next.set(raw, next)
    this.#next.delete(next)
    this.#before.set(next, raw)
    this.#tree.record(() => {
      this.#next.delete(raw)
      this.#next.set(next, raw)
    })
  }

  /** Whether another one has taken its place. */
  has(raw: object): boolean {
    return this.#next.has(raw)
  }

  /** The last one that took its place, or itself. */
  latest(raw: object): object {
    let latest = raw
    for (let next = this.#next.get(raw); next; next = this.#next.get(next)) latest = next
    return latest
  }

  /** The one whose place it took. */
  before(next: object): object | undefined {
    const raw = this.#before.get(next)
    return raw && this.#next.get(raw) === next ? raw : undefined
  }

  /** It is put somewhere again, and from now on another part than the one that took its place. */
  remove(raw: object): void {
    const next = this.latest(raw)
    this.#next.delete(raw)
    this.#tree.record(() => this.#next.set(raw, next))
  }
}
