/**
 * One timer for all that is due in one object. It must not be pending while a transaction runs: a
 * timer that was set outside and falls due inside blocks every later one inside, until the platform
 * resets the object after 30 s (workerd 1.20261006, 2026-11).
 */
export class Deadlines {
  readonly #check: (now: number) => number
  #timer: ReturnType<typeof setTimeout> | undefined
  #suspended = 0

  /** `check` acts on what is due and gives when it wants to be called next, or Infinity. */
  constructor(check: (now: number) => number) {
    this.#check = check
  }

  /** Makes sure that the timer is set when something is due in the future. */
  arm(due: number): void {
    if (this.#timer !== undefined || this.#suspended > 0 || due === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.arm(this.#check(Date.now()))
      },
      Math.max(0, due - Date.now()),
    )
  }

  clear(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Runs `fn` without a timer. What fell due meanwhile is looked at afterwards. */
  async without<T>(fn: () => Promise<T>): Promise<T> {
    this.#suspended += 1
    this.clear()
    try {
      return await fn()
    } finally {
      this.#suspended -= 1
      this.arm(Date.now())
    }
  }
}
