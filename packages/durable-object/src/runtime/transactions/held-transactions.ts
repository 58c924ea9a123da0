import type { ObjectTimers } from '../timeouts/object-timers.ts'
import { OpenTransaction } from './open-transaction.ts'

/** The platform's transactions that one object holds open, each nested in the one before it. */
export class HeldTransactions {
  readonly #storage: DurableObjectStorage
  readonly #timers: ObjectTimers
  readonly #held: OpenTransaction[] = []

  constructor(storage: DurableObjectStorage, timers: ObjectTimers) {
    this.#storage = storage
    this.#timers = timers
  }

  async begin(): Promise<OpenTransaction> {
    const transaction = await OpenTransaction.begin(this.#storage, this.#timers)
    this.#held.push(transaction)
    return transaction
  }

  /** @throws what the platform throws if it cannot be stored. */
  async commit(transaction: OpenTransaction): Promise<void> {
    try {
      await transaction.commit()
    } finally {
      this.#remove(transaction)
    }
  }

  /** Rolls it back, after the transactions that are open within it. */
  async rollBack(transaction: OpenTransaction, reason?: unknown): Promise<void> {
    const at = this.#held.indexOf(transaction)
    const within = at === -1 ? [transaction] : this.#held.slice(at)
    for (const inner of within.reverse()) {
      await inner.rollBack(reason)
      this.#remove(inner)
    }
  }

  /** Rolls back all open transactions. Code that waits for the end of one fails with `reason`. */
  async rollBackAll(reason: unknown): Promise<void> {
    const [outermost] = this.#held
    if (outermost) await this.rollBack(outermost, reason)
  }

  get isHeld(): boolean {
    return this.#held.length > 0
  }

  /** Runs `fn` in a transaction of its own, which is rolled back if `fn` throws. */
  async run<T>(fn: (transaction: OpenTransaction) => Promise<T>): Promise<T> {
    const transaction = await this.begin()
    try {
      const value = await Promise.race([fn(transaction), transaction.interrupted])
      await this.commit(transaction)
      return value
    } catch (error) {
      await this.rollBack(transaction)
      throw error
    }
  }

  #remove(transaction: OpenTransaction): void {
    const at = this.#held.indexOf(transaction)
    if (at !== -1) this.#held.splice(at, 1)
  }
}
