import type { ObjectTimers } from '../timers/object-timers.ts'

/**
 * A transaction of the platform that is begun in one place and ended in another. Until then nothing
 * that was begun outside arrives, and what runs is within it.
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
            // In this turn of the event loop, since `ended` is known only after this function; the
            // platform's own queueMicrotask takes 8 us (workerd 1.20261006).
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

  /** Whether it is neither ended nor about to be. */
  get isOpen(): boolean {
    return this.#ending === undefined
  }

  /** Takes back at once what was done in it so far. It has to be ended all the same. */
  undo(): void {
    this.#native.rollback()
  }

  /** @throws whatever the platform throws where it cannot be stored; the object is reset then. */
  commit(): Promise<void> {
    this.#ending ??= this.#leave(() => this.#end())
    return this.#ending
  }

  /** Rejects where it is rolled back for a reason that lies elsewhere. */
  get interrupted(): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.#interrupt = reject
    })
  }

  /** Takes all of it back, the nested ones included that have ended. */
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
