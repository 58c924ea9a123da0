export interface DeadlinesOptions {
  /** When something is due next, or Infinity. */
  next(): number
  /** Does what is due. */
  act(now: number): void
}

/**
 * One timer for all that is due in one object. It must not be pending while a transaction runs: a
 * timer that was set outside and falls due inside blocks every later one inside, until the platform
 * resets the object after 30 s (workerd 1.20261006, 2026-11).
 */
export class Deadlines {
  readonly #options: DeadlinesOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = Number.POSITIVE_INFINITY
  #suspended = 0

  constructor(options: DeadlinesOptions) {
    this.#options = options
  }

  /** Sets the timer for what is due next, or takes it away. */
  update(): void {
    const due = this.#suspended > 0 ? Number.POSITIVE_INFINITY : this.#options.next()
    // One that fires too early does nothing and costs less than setting another.
    if (due >= this.#due && due !== Number.POSITIVE_INFINITY) return
    if (this.#timer !== undefined) clearTimeout(this.#timer)
    this.#timer = undefined
    this.#due = due
    if (due === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.#fire(), Math.max(0, due - Date.now()))
  }

  /** Runs `fn` without a timer. What fell due meanwhile is done afterwards. */
  async without<T>(fn: () => Promise<T>): Promise<T> {
    this.#suspended += 1
    this.update()
    try {
      return await fn()
    } finally {
      this.#suspended -= 1
      this.update()
    }
  }

  #fire(): void {
    this.#timer = undefined
    this.#due = Number.POSITIVE_INFINITY
    this.#options.act(Date.now())
    this.update()
  }
}
