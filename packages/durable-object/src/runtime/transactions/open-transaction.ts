import type { ObjectTimers } from '../timeouts/object-timers.ts'

/**
 * A transaction of the platform that begins in one place and ends in another. While it is open, no event
 * arrives that started outside of it, and all code that runs is within it.
 */
export class OpenTransaction {
  readonly #timers: ObjectTimers
  readonly #native: DurableObjectTransaction
  readonly #end: () => void
  readonly #fail: (reason: unknown) => void
  readonly #ended: Promise<void>
  #ending: Promise<void> | undefined
  #interrupt: ((reason: unknown) => void) | undefined

  private constructor(timers: ObjectTimers, parts: Parts) {
    this.#timers = timers
    this.#native = parts.native
    this.#end = parts.end
    this.#fail = parts.fail
    this.#ended = parts.ended
  }

  static begin(storage: DurableObjectStorage, timers: ObjectTimers): Promise<OpenTransaction> {
    timers.cross()
    return new Promise((resolve, reject) => {
      const ended: Promise<void> = storage.transaction(
        (native) =>
          new Promise<void>((end, fail) => {
            timers.arrive()
            // `ended` is assigned only after this function, but in this turn of the event loop. The
            // platform's queueMicrotask takes 8 us (workerd 1.20261006).
            void Promise.resolve().then(() =>
              resolve(new OpenTransaction(timers, { native, end, fail, ended })),
            )
          }),
      )
      ended.catch((error) => {
        timers.arrive()
        reject(error)
      })
    })
  }

  /** Whether it has neither ended nor begun to end. */
  get isOpen(): boolean {
    return this.#ending === undefined
  }

  /** Undoes at once what was done in it so far. It still has to be ended. */
  undo(): void {
    this.#native.rollback()
  }

  /** @throws what the platform throws if it cannot be stored; the platform resets the object then. */
  commit(): Promise<void> {
    this.#ending ??= this.#leave(() => this.#end())
    return this.#ending
  }

  /** Rejects if it is rolled back for a reason that comes from elsewhere. */
  get interrupted(): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.#interrupt = reject
    })
  }

  /** Undoes all of it, including nested transactions that have ended. */
  rollBack(reason?: unknown): Promise<void> {
    if (reason !== undefined) this.#interrupt?.(reason)
    this.#ending ??= this.#leave(() => this.#fail(rolledBack)).catch((error) => {
      if (error !== rolledBack) throw error
    })
    return this.#ending
  }

  async #leave(end: () => void): Promise<void> {
    this.#timers.cross()
    end()
    try {
      await this.#ended
    } finally {
      this.#timers.arrive()
    }
  }
}

interface Parts {
  native: DurableObjectTransaction
  end: () => void
  fail: (reason: unknown) => void
  ended: Promise<void>
}

const rolledBack = new Error('The transaction was rolled back.')
