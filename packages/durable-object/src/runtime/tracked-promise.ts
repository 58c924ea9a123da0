/**
 * A promise that knows whether anyone waits for it. `await` asks a promise for its constructor and
 * calls `then` of a subclass, where it takes a native promise without a trace.
 */
export class TrackedPromise<T> extends Promise<T> {
  #handled = false

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
    return super.then(onFulfilled, onRejected)
  }

  /** Like `then`, without counting as someone who waits. */
  observe(onSettled: (rejection?: { reason: unknown }) => void): void {
    super.then(
      () => onSettled(),
      (reason) => onSettled({ reason }),
    )
  }
}
