import { unreadCharacters, unreadMessages, unreadPatience } from '../../limits.ts'
import { clock } from '../time/clock.ts'

/** How many messages were sent, and how many more at most. */
export type Counted = readonly [count: number, uncounted: number]

interface Sent {
  /** The number of the last message of these. */
  last: number
  characters: number
  at: number
}

/** Messages sent within this time, in milliseconds, are counted together, up to so many characters. */
const together = { time: 1_000, characters: 16_384 }

/**
 * What a page has not said that it has read. The runtime keeps what is sent to a socket without a limit, and does
 * not tell how much it is (workerd 1.20261006).
 */
export class Credit {
  #count: number
  #acknowledged: number
  /** How many more were perhaps sent than are counted. */
  #uncounted: number
  readonly #unread: Sent[] = []
  /** Characters that were sent and are not known to be read. */
  owed = 0

  constructor([count, uncounted]: Counted = [0, 0]) {
    this.#count = count
    this.#acknowledged = count
    this.#uncounted = uncounted
  }

  /** What another instance has to know of it. */
  get counted(): Counted {
    return [this.#count, this.#uncounted]
  }

  /** `now` is the time, in milliseconds since 1970. */
  note(characters: number, now: number): void {
    this.#count += 1
    this.owed += characters
    const last = this.#unread.at(-1)
    const fits = last && last.characters < together.characters && now - last.at < together.time
    if (fits) {
      last.last = this.#count
      last.characters += characters
    } else this.#unread.push({ last: this.#count, characters, at: now })
  }

  /** The page has read this many messages, counted from its hello. Gives false where so many were never sent. */
  acknowledge(count: number): boolean {
    const uncounted = Math.max(0, count - this.#count)
    if (uncounted > this.#uncounted) return false
    this.#uncounted -= uncounted
    this.#count += uncounted
    this.#acknowledged = Math.max(this.#acknowledged, count)
    while (this.#unread[0] && this.#unread[0].last <= count) {
      this.owed -= this.#unread.shift()?.characters ?? 0
    }
    return true
  }

  /** Since when more is unread than may be, in milliseconds since 1970; undefined where that is not so. */
  get owingSince(): number | undefined {
    // Of those that are counted together, a page may have read some.
    const isOwing =
      this.#count - this.#acknowledged > unreadMessages ||
      this.owed > unreadCharacters + together.characters
    return isOwing ? this.#unread[0]?.at : undefined
  }

  /** Whether it would not help to send it more. */
  get isSpent(): boolean {
    const since = this.owingSince
    return since !== undefined && clock.now() - since > unreadPatience
  }
}
