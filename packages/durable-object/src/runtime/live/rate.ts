import { liveBurst, livePerSecond } from '../../limits.ts'
import { clock } from '../time/clock.ts'

/** Counts what one connection says. */
export class Rate {
  #left = liveBurst
  #at = 0

  /** Whether another one may be made. */
  take(): boolean {
    const now = clock.now()
    this.#left = Math.min(liveBurst, this.#left + ((now - this.#at) / 1_000) * livePerSecond)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
