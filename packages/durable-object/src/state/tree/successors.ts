import type { Tree } from './tree.ts'

/** Raw values of which each took the place of the one before. */
interface Line {
  latest: object
}

/**
 * Which raw value took the place of another one and contains some of its children. A view of the
 * old value still leads to these children, although they are in the new one now.
 */
export class Successors {
  readonly #tree: Tree
  /**
   * Not each value with the next one: that keeps all of them in memory, until a full garbage
   * collection.
   */
  readonly #lines = new WeakMap<object, Line>()
  #before = new WeakMap<object, object>()

  constructor(tree: Tree) {
    this.#tree = tree
  }

  add(raw: object, next: object): void {
    const line = this.#lines.get(raw) ?? { latest: raw }
    const { latest } = line
    line.latest = next
    this.#lines.set(raw, line).set(next, line)
    this.#before.set(next, raw)
    this.#tree.record(() => {
      line.latest = latest
      this.#before.delete(next)
    })
  }

  /** Whether another raw value took its place. */
  has(raw: object): boolean {
    return this.latest(raw) !== raw
  }

  /** The last raw value that took its place, or itself. */
  latest(raw: object): object {
    return this.#lines.get(raw)?.latest ?? raw
  }

  /** The raw value whose place it took. */
  before(next: object): object | undefined {
    const raw = this.#before.get(next)
    return raw && this.#lines.get(raw) === this.#lines.get(next) ? raw : undefined
  }

  /** No running handler has views of the old values: they must not stay in memory. */
  forgetBefore(): void {
    this.#before = new WeakMap()
  }

  /** It was put into the state again, so that the two are different parts now. */
  remove(raw: object): void {
    const line = this.#lines.get(raw)
    if (!line) return
    this.#lines.delete(raw)
    this.#tree.record(() => this.#lines.set(raw, line))
  }
}
