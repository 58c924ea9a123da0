import type { StateRows } from './state-rows.ts'

/** The row before the rows of the state. */
const nameRow = 0

/**
 * The name that the object was first reached by. After a restart the platform does not know it where the
 * object is reached by its id, so the first commit stores it.
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

  /** The rows must be open. */
  load(): void {
    const stored = this.#rows.read(nameRow)
    this.#isStored = stored !== null
    if (typeof stored === 'string') this.#name ??= stored
  }

  /** The object was deleted. */
  clear(): void {
    this.#isStored = false
  }

  /** Part of a commit. */
  save(): void {
    if (this.#isStored || this.#name === undefined) return
    this.#rows.write(nameRow, this.#name)
    this.#isStored = true
  }
}
