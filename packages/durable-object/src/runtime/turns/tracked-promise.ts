/** What is told about its promises. */
export interface Tracker {
  /** Follows what `then` and `finally` give, where they pass a rejection on. */
  adopt<T>(promise: Promise<T>): Promise<T>
  /** Someone waits for one that has not settled. */
  onHandled(): void
  onFulfilled(promise: TrackedPromise<unknown>): void
  onRejected(promise: TrackedPromise<unknown>, reason: unknown): void
}

/**
 * A promise that knows whether anyone waits for it. `await` asks a promise for its constructor and
 * calls `then` of a subclass, where it takes a native promise without a trace.
 */
export class TrackedPromise<T> extends Promise<T> {
  readonly #tracker: Tracker
  #handled = false
  #settled = false

  constructor(source: Promise<T>, tracker: Tracker) {
    // Settled before the tracker is told, so that whoever waits goes on before a turn can end.
    super((resolve, reject) => {
      source.then(
        (value) => {
          resolve(value)
          this.#settled = true
          tracker.onFulfilled(this)
        },
        (reason) => {
          reject(reason)
          // The tracker reports a rejection that nobody waits for; the platform is not to do so too.
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

  // biome-ignore lint/suspicious/noThenProperty: being asked is what this class is for
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
