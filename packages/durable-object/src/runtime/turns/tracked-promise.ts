/** Learns what becomes of its promises. */
export interface Tracker {
  /** Follows what `then` and `finally` return, where that passes a rejection on. */
  adopt<T>(promise: Promise<T>): Promise<T>
  /** Someone waits for a promise that has not settled. */
  onHandled(): void
  onFulfilled(promise: TrackedPromise<unknown>): void
  onRejected(promise: TrackedPromise<unknown>, reason: unknown): void
}

/**
 * A promise that knows whether anyone waits for it. `await` asks a promise for its constructor and
 * calls `then` of a subclass, while it takes a native promise without asking it anything.
 */
export class TrackedPromise<T> extends Promise<T> {
  readonly #tracker: Tracker
  #handled = false
  #settled = false

  constructor(source: Promise<T>, tracker: Tracker) {
    // Settled before the tracker learns of it, so that whoever waits continues before a turn can end.
    super((resolve, reject) => {
      source.then(
        (value) => {
          resolve(value)
          this.#settled = true
          tracker.onFulfilled(this)
        },
        (reason) => {
          reject(reason)
          // The tracker reports a rejection that nobody waits for; the platform must not do so too.
          super.then(undefined, ignore)
          this.#settled = true
          tracker.onRejected(this, reason)
        },
      )
    })
    this.#tracker = tracker
  }

  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  get handled(): boolean {
    return this.#handled
  }

  // biome-ignore lint/suspicious/noThenProperty: this class exists to see who calls then
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (!this.#handled) {
      this.#handled = true
      if (!this.#settled) this.#tracker.onHandled()
    }
    const next = super.then(onFulfilled, onRejected)
    return onRejected ? next : this.#tracker.adopt(next)
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#tracker.adopt(super.finally(onFinally))
  }
}

function ignore(): void {}
