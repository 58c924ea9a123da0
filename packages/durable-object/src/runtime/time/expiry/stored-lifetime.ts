import { DurableObjectStateError } from '../../../errors.ts'
import { clock } from '../clock.ts'
import type { TimedObject } from '../object-time.ts'
import { expiryRow } from '../time-rows.ts'
import {
  deadline,
  decodeLifetime,
  type ExpiryRule,
  encodeLifetime,
  type Lifetime,
} from './lifetime.ts'

/** What an object has stored of its use, and what it remembers of it since then. */
export class StoredLifetime {
  readonly #object: TimedObject
  readonly #rule: ExpiryRule
  #stored: Lifetime | undefined
  #isRead = false
  /** The last use, or the latest moment at which it can have been. */
  #used = 0

  constructor(object: TimedObject, rule: ExpiryRule) {
    this.#object = object
    this.#rule = rule
  }

  /** Undefined where nothing of the object was stored since its definition has `expires`. */
  get stored(): Lifetime | undefined {
    if (!this.#isRead) this.#read()
    return this.#stored
  }

  #read(): void {
    const { identity, state } = this.#object
    const data = state.rows.read(expiryRow)
    this.#isRead = true
    this.#stored = undefined
    if (typeof data !== 'string') return
    this.#stored = decodeLifetime(data)
    if (this.#stored) {
      this.#used = Math.min(this.#stored.used + this.#rule.slack, clock.now())
      return
    }
    throw new DurableObjectStateError(
      `The expiry of ${identity.describe()} is stored in a format that this code does not know. Deploy the newer code again.`,
      { ...identity.fields, row: expiryRow },
    )
  }

  reset(): void {
    this.#isRead = false
  }

  get deadline(): number | undefined {
    const { stored } = this
    return stored && deadline({ since: stored.since, used: this.#used }, this.#rule)
  }

  /** The object is used. Gives whether that should be stored, since what is stored has become old. */
  use(): boolean {
    const now = clock.now()
    const { stored } = this
    this.#used = now
    return (
      stored !== undefined && this.#rule.idle !== undefined && now - stored.used > this.#rule.slack
    )
  }

  /** In a commit. */
  write(lifetime: Lifetime): void {
    this.#object.state.rows.write(expiryRow, encodeLifetime(lifetime))
    this.#stored = lifetime
    this.#isRead = true
    this.#used = Math.max(this.#used, lifetime.used)
  }
}
