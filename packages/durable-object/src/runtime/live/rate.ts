import { clock } from '../time/clock.ts'

/** How many calls a connection may make at once, and in each second; and how much else it may say. */
export const burst = 100
export const perSecond = 50

/** Counts what one connection says. */
export class Rate {
  #left = burst
  #at = 0

  /** Whether another one may be made. */
  take(): boolean {
    const now = clock.now()
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1_000) * perSecond)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
