import type { Tree } from './tree.ts'

/**
 * Which raw value took the place of another one and contains some of its children. A view of the
 * old value still leads to these children, although they are in the new one now.
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

  /** Whether another raw value took its place. */
  has(raw: object): boolean {
    return this.#next.has(raw)
  }

  /** The last raw value that took its place, or itself. */
  latest(raw: object): object {
    let latest = raw
    for (let next = this.#next.get(raw); next; next = this.#next.get(next)) latest = next
    return latest
  }

  /** The raw value whose place it took. */
  before(next: object): object | undefined {
    const raw = this.#before.get(next)
    return raw && this.#next.get(raw) === next ? raw : undefined
  }

  /** It was put into the state again, so that the two are different parts now. */
  remove(raw: object): void {
    const next = this.latest(raw)
    this.#next.delete(raw)
    this.#tree.record(() => this.#next.set(raw, next))
  }
}
