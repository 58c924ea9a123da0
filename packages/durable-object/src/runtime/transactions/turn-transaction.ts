import type { OpenTransaction } from './open-transaction.ts'

/**
 * Where one turn stands with the transaction that its SQL is part of. One of these is true at a time:
 *
 * - `isAtOnce`: it runs in a synchronous transaction of the platform. Afterwards `wasAtOnce` is true.
 * - `open`: its transaction is held open.
 * - `crossing`: a transaction begins or ends, or `deleteAll` runs (`isDeleting`).
 * - None of these: it is on its way in or out, or others have the object.
 *
 * `breathing` and `syncing` say why no transaction begins for now.
 */
export class TurnTransaction {
  open: OpenTransaction | undefined
  isAtOnce = false
  /** Whether it ran in a synchronous transaction, and continues after it. */
  wasAtOnce = false
  isDeleting = false
  /** Whether the savepoint that it is in was rolled back. */
  isRolledBack = false
  /** Settles when the transaction that it shares with other handlers is stored. */
  group: Promise<void> | undefined
  /** Settles when calls have arrived that its transaction had kept from arriving. */
  breathing: Promise<void> | undefined
  /** When that was last so, in milliseconds. */
  breathed = 0
  /** Settles when the transaction that begins or ends has done so. */
  crossing: Promise<void> | undefined
  /** Settles when no branch of the turn waits for the disk any more. */
  syncing: Promise<unknown> | undefined

  /** Until the promise settles, no transaction of the turn begins or ends. */
  cross(promise: Promise<void>): Promise<void> {
    const crossing = promise.finally(() => {
      if (this.crossing === crossing) this.crossing = undefined
    })
    this.crossing = crossing
    return crossing
  }

  /** Until the promise settles, no transaction of the turn begins. */
  async sync(stored: Promise<void>): Promise<void> {
    const syncing = Promise.allSettled([this.syncing, stored])
    this.syncing = syncing
    await syncing
    if (this.syncing === syncing) this.syncing = undefined
    await stored
  }
}
