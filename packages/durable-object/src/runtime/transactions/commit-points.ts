import type { Turn } from '../turns/turn.ts'

export interface CommitOptions {
  /** Whether the handler has ended, so that no code of it runs between this and its answer. */
  isLast?: boolean
}

/** Stores and sends what a turn did so far. */
export interface CommitPoints {
  /**
   * Writes what the turn changed and sends what it broadcast: in this turn of the event loop where
   * there is no transaction, otherwise by the time that the promise settles.
   */
  commit(turn: Turn, options?: CommitOptions): Promise<void> | undefined
  /** Writes what the turn changed, which stands or falls together with what it did through SQL. */
  writeAll(turn: Turn): void
  /** Sends what the turn broadcast. */
  send(turn: Turn): void
  /** Sends what was broadcast, now that what belongs to it is written and no transaction is open. */
  sendOut(broadcasts: Turn['broadcasts']): void
}
