import { unreadCharacters, unreadMessages, unreadPatience } from '../../limits.ts'
import { clock } from '../time/clock.ts'

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
  #count = 0
  #acknowledged = 0
  readonly #unread: Sent[] = []
  /** Characters that were sent and are not known to be read. */
  owed = 0

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

  /** The page has read this many messages, counted from its hello. */
  acknowledge(count: number): void {
    // What was sent before the object slept is not counted here.
    this.#count = Math.max(this.#count, count)
    this.#acknowledged = Math.max(this.#acknowledged, count)
    while (this.#unread[0] && this.#unread[0].last <= count) {
      this.owed -= this.#unread.shift()?.characters ?? 0
    }
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
