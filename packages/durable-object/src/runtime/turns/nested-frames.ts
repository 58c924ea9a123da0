import { currentFrame, Frame } from './frame.ts'

/** The frame of a handler, with the transactions and savepoints that are open within it. */
export abstract class NestedFrames extends Frame {
  #depth: number
  /** How many promises were given to `waitUntil` that have not settled. */
  #leftBehind = 0

  /** `depth` is 1 for a handler that runs in a transaction of the runtime. */
  constructor(depth: number) {
    super()
    this.#depth = depth
  }

  /** How many transactions and savepoints are open; `init` and `start` count as one. */
  get depth(): number {
    return this.#depth
  }

  /** Gives the promise back; the handler, or the transaction in it, does not end before it settles. */
  track<T>(promise: PromiseLike<T>): Promise<T> {
    return this.innermost.follow(promise)
  }

  /** Runs a transaction or savepoint, after the ones that were begun earlier in the same frame. */
  nest<T>(fn: (frame: Frame) => Promise<T>): Promise<T> {
    const outer = this.innermost
    return outer.runInner(async () => {
      this.assertNestable()
      const frame = new Frame(outer)
      this.#depth += 1
      try {
        return await fn(frame)
      } finally {
        frame.close()
        this.#depth -= 1
      }
    })
  }

  /** Whether work that was given to `waitUntil` is not done. */
  get leavesWork(): boolean {
    return this.#leftBehind > 0
  }

  /** What was given to `waitUntil`: the handler does not wait for it. */
  leaveBehind(work: PromiseLike<unknown>): void {
    this.#leftBehind += 1
    const settle = (): void => {
      this.#leftBehind -= 1
    }
    void work.then(settle, settle)
    this.reconsider()
  }

  /** Throws where no transaction can begin any more. */
  protected abstract assertNestable(): void

  /** The open transaction or savepoint that the running code is in, otherwise the handler itself. */
  protected get innermost(): Frame {
    if (this.#depth === 0) return this
    for (let frame = currentFrame(); frame; frame = frame.outer) {
      if (frame.open && isWithin(frame, this)) return frame
    }
    return this
  }
}

function isWithin(frame: Frame, handler: Frame): boolean {
  for (let at: Frame | undefined = frame; at; at = at.outer) if (at === handler) return true
  return false
}
