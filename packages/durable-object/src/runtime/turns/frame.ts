import { AsyncLocalStorage } from 'node:async_hooks'
import { TrackedPromise, type Tracker } from './tracked-promise.ts'

const current = new AsyncLocalStorage<Frame>()

/** The frame that the running code was started in, which may have ended. */
export function currentFrame(): Frame | undefined {
  return current.getStore()
}

interface Rejection {
  promise: TrackedPromise<unknown>
  reason: unknown
}

/**
 * A piece of work that ends only when every promise has settled that it started: a handler, or a
 * transaction or savepoint within one.
 */
export class Frame implements Tracker {
  readonly outer: Frame | undefined
  #open = true
  /** How many promises have not settled. */
  #unsettled = 0
  /** How many of them nobody waits for. */
  #unhandled = 0
  #rejected: Rejection[] | undefined
  #onSettled: (() => void) | undefined
  #lastInner: Promise<unknown> | undefined

  constructor(outer?: Frame) {
    this.outer = outer
  }

  get open(): boolean {
    return this.#open
  }

  /** It has ended, and follows no more promises. */
  close(): void {
    this.#open = false
  }

  /** Gives the promise back; the frame does not end before it has settled. */
  follow<T>(promise: PromiseLike<T>): Promise<T> {
    this.#unsettled += 1
    this.#unhandled += 1
    return new TrackedPromise(promise instanceof Promise ? promise : Promise.resolve(promise), this)
  }

  adopt<T>(promise: Promise<T>): Promise<T> {
    return this.#open ? this.follow(promise) : promise
  }

  onHandled(): void {
    this.#unhandled -= 1
    this.reconsider()
  }

  onFulfilled(promise: TrackedPromise<unknown>): void {
    this.#unsettled -= 1
    if (!promise.handled) this.#unhandled -= 1
    this.reconsider()
  }

  onRejected(promise: TrackedPromise<unknown>, reason: unknown): void {
    this.#rejected ??= []
    this.#rejected.push({ promise, reason })
    this.onFulfilled(promise)
  }

  /** Continues with its end if there is nothing more to wait for. */
  reconsider(): void {
    if (this.#onSettled && !this.#isBusy) this.#onSettled()
  }

  /** Whether promises that someone waits for may settle after the end. */
  protected get leavesBehind(): boolean {
    return false
  }

  get #isBusy(): boolean {
    return this.#unhandled > 0 || (this.#unsettled > 0 && !this.leavesBehind)
  }

  get isSettled(): boolean {
    return this.#unsettled === 0 && !this.#rejected
  }

  /** Waits for all that it started. Throws the first rejection that nobody waited for. */
  async settle(): Promise<void> {
    await this.drain()
    const failed = this.#rejected?.find(({ promise }) => !promise.handled)
    this.#rejected = undefined
    if (failed) throw failed.reason
  }

  /** Waits for all that it started, fulfilled or not. */
  async drain(): Promise<void> {
    while (this.#isBusy) {
      await new Promise<void>((resolve) => {
        this.#onSettled = resolve
      })
    }
  }

  /** Runs `fn` in this frame, until all that it started has settled. */
  async run<T>(fn: () => T | Promise<T>): Promise<T> {
    try {
      const value = await current.run(this, fn)
      await this.settle()
      return value
    } catch (error) {
      await this.drain()
      throw error
    }
  }

  /** Settles when what `runInner` runs now has ended. */
  get innerEnd(): Promise<unknown> | undefined {
    return this.#lastInner
  }

  /** Runs inner frames one after another. */
  runInner<T>(fn: () => Promise<T>): Promise<T> {
    const result = this.#lastInner ? this.#lastInner.then(fn) : fn()
    this.#lastInner = result.then(ignore, ignore)
    return result
  }
}

function ignore(): void {}
