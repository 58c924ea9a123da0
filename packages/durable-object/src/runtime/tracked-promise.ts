type Track = <T>(promise: Promise<T>) => Promise<T>

/**
 * A promise that knows whether anyone waits for it. `await` asks a promise for its constructor and
 * calls `then` of a subclass, where it takes a native promise without a trace.
 */
export class TrackedPromise<T> extends Promise<T> {
  readonly #track: Track
  #handled = false

  /** `track` follows what `then` and `finally` give, where they pass a rejection on. */
  constructor(source: PromiseLike<T>, track: Track) {
    super((resolve) => resolve(source))
    this.#track = track
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
    this.#handled = true
    const next = super.then(onFulfilled, onRejected)
    return onRejected ? next : this.#track(next)
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#track(super.finally(onFinally))
  }

  /** Like `then`, without counting as someone who waits. */
  observe(onSettled: (rejection?: { reason: unknown }) => void): void {
    super.then(
      () => onSettled(),
      (reason) => onSettled({ reason }),
    )
  }
}
