import { DurableObjectLimitError } from '../../errors.ts'
import { HIGHEST_NUMBER, numberOf, type Rows, SPAN } from './rows.ts'

/** Up to here a new part gets a number above all others; from here on those between are tried first. */
const ROOMY = 2 ** 16
/** Random numbers that are tried before the range grows. */
const FEW = 8
/** Random numbers that are tried before it counts as full. */
const MANY = 1000

/** Which numbers are free for a part of the state with rows of its own. No two parts share one. */
export class PartNumbers {
  readonly #rows: Rows
  /** Numbers whose rows are gone since the object woke. */
  #free: number[] = []
  /** Handed out to rows that are not written yet. */
  readonly #pending = new Set<number>()
  /** The next number of a run of free ones, and its last. */
  #next = 1
  #end = 0
  /** The run was found while others were pending, so that it may hold those. */
  #mixed = false
  #highest = 0

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** A reference to this number is in memory, whether or not it has rows. */
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

  /** All that was handed out has rows now. */
  confirm(): void {
    this.#pending.clear()
    this.#forgetMixed()
  }

  /** What was handed out since then got no rows. */
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
    // One indexed look-up tells of all the numbers from here down to the next one in use.
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
