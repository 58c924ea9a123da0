import type { Stored } from '../tree/tree.ts'

interface Change {
  undo(): void
  /** Parts with rows that the change removed from the state. */
  dropped: Stored[]
}

/** How to undo each change since the last commit, the latest last. */
export class UndoLog {
  #changes: Change[] = []
  readonly #ordered = new Set<object>()

  get length(): number {
    return this.#changes.length
  }

  /** Parts with rows that were removed from the state since the last commit. */
  get dropped(): Stored[] {
    return this.#changes.flatMap((change) => change.dropped)
  }

  add(undo: () => void, dropped: Stored[]): void {
    this.#changes.push({ undo, dropped })
  }

  /**
   * True for the first removal in `raw` since the last mark. It is undone last, and so is the only
   * one that has to restore the order of the keys.
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
