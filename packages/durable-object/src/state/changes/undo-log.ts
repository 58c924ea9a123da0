import type { Stored } from '../tree/tree.ts'

interface Change {
  undo(): void
  /** What lost its place in the state, with its rows. */
  dropped: Stored[]
}

/** What undoes the changes since the last commit, the latest last. */
export class UndoLog {
  #changes: Change[] = []
  readonly #ordered = new Set<object>()

  get length(): number {
    return this.#changes.length
  }

  /** What lost its place since the last commit, with its rows. */
  get dropped(): Stored[] {
    return this.#changes.flatMap((change) => change.dropped)
  }

  add(undo: () => void, dropped: Stored[]): void {
    this.#changes.push({ undo, dropped })
  }

  /**
   * True for the first removal in `raw` since the last mark. Undone last, it alone has to bring the
   * order of the keys back.
   */
  isFirstRemoval(raw: object): boolean {
    const isFirst = !this.#ordered.has(raw)
    this.#ordered.add(raw)
    return isFirst
  }

  /** The length to go back to. */
  mark(): number {
    this.#ordered.clear()
    return this.length
  }

  undoTo(length: number): void {
    while (this.length > length) this.#changes.pop()?.undo()
    this.#ordered.clear()
  }

  clear(): void {
    this.#changes = []
    this.#ordered.clear()
  }
}
