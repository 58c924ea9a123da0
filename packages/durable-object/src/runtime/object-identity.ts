import { DurableObjectError } from '../errors.ts'
import type { StoredName } from './rows/stored-name.ts'

/** Which object it is, for messages and errors. */
export class ObjectIdentity {
  readonly className: string
  readonly id: string
  readonly #storedName: StoredName

  constructor(className: string, id: string, storedName: StoredName) {
    this.className = className
    this.id = id
    this.#storedName = storedName
  }

  get name(): string | undefined {
    return this.#storedName.value
  }

  /** As messages name it: `Counter 'alice'`. */
  describe(): string {
    return `${this.className} ${this.name === undefined ? this.id : `'${this.name}'`}`
  }

  /** The fields of an error that say which object it is about. */
  get fields(): { objectName: string; objectId: string } {
    return { objectName: this.className, objectId: this.id }
  }

  /** Adds these fields to one of our errors that has none, and gives it back. */
  addTo(error: unknown): unknown {
    if (!(error instanceof DurableObjectError)) return error
    error.objectName ??= this.className
    error.objectId ??= this.id
    return error
  }
}
