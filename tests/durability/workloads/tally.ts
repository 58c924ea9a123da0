import { expect } from 'vitest'

/** Counts calls that each add one to a number, and so knows its possible values after a kill. */
export class Tally {
  /** The number at the last check. */
  #base = 0
  #sent = 0
  #acknowledged = 0

  async count<T>(call: () => Promise<T>): Promise<T> {
    this.#sent += 1
    const result = await call()
    this.#acknowledged += 1
    return result
  }

  /** Checks that no acknowledged call is lost and that no call counts twice. */
  check(number: number): void {
    expect(number).toBeGreaterThanOrEqual(this.#base + this.#acknowledged)
    expect(number).toBeLessThanOrEqual(this.#base + this.#sent)
    this.#base = number
    this.#sent = 0
    this.#acknowledged = 0
  }
}
