import { DurableObjectLimitError } from '../../errors.ts'
import { HIGHEST_NUMBER, numberOf, type Rows, SPAN } from './rows.ts'

/**
 * Below this a new part gets a number above all others; above, free numbers in between come first.
 */
const ROOMY = 2 ** 16
/** How many random numbers to try before the range grows. */
const FEW = 8
/** How many random numbers to try before the state counts as full. */
const MANY = 1000

/** Allocates the numbers of parts with rows of their own. No two parts have the same number. */
export class PartNumbers {
  readonly #rows: Rows
  /** Numbers whose rows were removed since the object woke. */
  #free: number[] = []
  /** Allocated to rows that are not written yet. */
  readonly #pending = new Set<number>()
  /** The next number of a run of free numbers, and the last one. */
  #next = 1
  #end = 0
  /** The run may contain pending numbers, since there were some when it was found. */
  #mixed = false
  #highest = 0

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** This number is in use by a reference, whether or not it has rows. */
  see(number: number): void {
    if (number > this.#highest && number <= HIGHEST_NUMBER) this.#highest = number
  }

  allocate(): number {
    const known = this.#free.pop()
    if (known !== undefined) return this.#handOut(known)
    for (let tries = 0; ; tries++) {
      while (this.#next <= this.#end) {
        const number = this.#next++
        if (!this.#pending.has(number)) return this.#handOut(number)
      }
      this.#findRun(tries)
    }
  }

  /** The rows of this number are gone. */
  release(number: number): void {
    this.#free.push(number)
  }

  /** All allocated numbers have rows now. */
  confirm(): void {
    this.#pending.clear()
    this.#forgetMixed()
  }

  /** The numbers that were allocated since the last commit got no rows. */
  cancel(): void {
    for (const number of this.#pending) this.#free.push(number)
    this.confirm()
  }

  #handOut(number: number): number {
    this.#pending.add(number)
    this.see(number)
    return number
  }

  #findRun(tries: number): void {
    this.#mixed = this.#pending.size > 0
    this.see(this.#highestStored(HIGHEST_NUMBER))
    const highest = this.#highest
    const isRoomy = highest < ROOMY
    if (isRoomy || (tries >= FEW && highest < HIGHEST_NUMBER)) {
      this.#next = highest + 1
      this.#end = isRoomy ? ROOMY : Math.min(highest + ROOMY, HIGHEST_NUMBER)
      return
    }
    if (tries >= MANY) refuseMore()
    // One indexed look-up finds the next number in use below; all in between are free.
    this.#end = 1 + Math.floor(Math.random() * highest)
    this.#next = this.#highestStored(this.#end) + 1
  }

  /** The highest number in use that is at most `number`. */
  #highestStored(number: number): number {
    const row = this.#rows.last(0, (number + 1) * SPAN - 1)
    return row ? numberOf(row.id) : 0
  }

  #forgetMixed(): void {
    if (this.#mixed) this.#end = 0
    this.#mixed = false
  }
}

function refuseMore(): never {
  throw new DurableObjectLimitError(
    `The state has about ${HIGHEST_NUMBER} long texts, bytes and collections in rows of their own, which is the limit. Remove some, or split the data across several objects.`,
  )
}
