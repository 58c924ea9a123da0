import { clock } from '../time/clock.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'

export interface DeadlinesOptions {
  /** When something is due next, by the clock; Infinity where nothing is. */
  next(): number
  /** Does what is due. */
  act(now: number): void
  /** Undefined where the platform's own timers can be used. */
  timers: ObjectTimers | undefined
}

/** One timer for everything that is due in one object. */
export class Deadlines {
  readonly #options: DeadlinesOptions
  #clear: (() => void) | undefined
  #due = Number.POSITIVE_INFINITY

  constructor(options: DeadlinesOptions) {
    this.#options = options
  }

  /** Sets the timer for what is due next, or clears it. */
  update(): void {
    const due = this.#options.next()
    // A timer that fires too early does nothing, and costs less than setting another.
    if (due >= this.#due && due !== Number.POSITIVE_INFINITY) return
    this.#clear?.()
    this.#clear = undefined
    this.#due = due
    if (due === Number.POSITIVE_INFINITY) return
    this.#clear = clock.setTimer(() => this.#fire(), { due, timers: this.#options.timers })
  }

  #fire(): void {
    this.#clear = undefined
    this.#due = Number.POSITIVE_INFINITY
    this.#options.act(clock.now())
    this.update()
  }
}
