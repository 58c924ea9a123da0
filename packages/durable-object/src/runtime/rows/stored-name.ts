import type { StateRows } from './state-rows.ts'

/** The row before those of the state. */
const nameRow = 0

/**
 * The name that an object was first reached by. The platform forgets it after a restart when the
 * object is reached by the text of its id, so it is kept with the first commit.
 */
export class StoredName {
  readonly #rows: StateRows
  #name: string | undefined
  #isStored = false

  constructor(rows: StateRows, name: string | undefined) {
    this.#rows = rows
    this.#name = name
  }

  get value(): string | undefined {
    return this.#name
  }

  /** Once the rows are open. */
  load(): void {
    const stored = this.#rows.read(nameRow)
    this.#isStored = stored !== null
    if (typeof stored === 'string') this.#name ??= stored
  }

  /** All was deleted. */
  clear(): void {
    this.#isStored = false
  }

  /** Within a commit. */
  save(): void {
    if (this.#isStored || this.#name === undefined) return
    this.#rows.write(nameRow, this.#name)
    this.#isStored = true
  }
}
