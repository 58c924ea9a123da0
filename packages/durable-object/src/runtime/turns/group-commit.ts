import { nativeTimers } from '../timeouts/native-timers.ts'

export interface GroupCommitOptions {
  /** Settles when everything that was written until now is on disk. */
  stored(): Promise<void>
  /** How many calls wait for their turn. */
  countWaiting(): number
  /** Gives the calls that wait their turns. */
  runWaiting(): void
}

/** While commits are not shared, one of this many is waited for, to see whether that has changed. */
const tryEvery = 16
/** How often callers in this process get the time to come back before others are waited for. */
const rounds = 8
/** How many missing callers are worth the millisecond that the shortest timer takes. */
const worthTimer = 4

/**
 * Lets calls share commits. The platform writes to disk after the turn of the event loop that a
 * handler ended in. Calls that arrive until then are held back, run together once that write is done,
 * and share the next one (decisions/0006).
 *
 * Holding calls back delays a caller who is alone by about 25 us, so it depends on the commit before:
 * if calls arrived during it, this commit is waited for as well. Otherwise fifteen commits are not
 * waited for, and the sixteenth is.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions
  #isGathering = false
  /** Whether calls arrived during the last commit that was waited for. */
  #wasShared = false
  /** How many calls have come together lately. */
  #crowd = 0
  /** How many commits were not shared, modulo `tryEvery`. */
  #unshared = 0

  constructor(options: GroupCommitOptions) {
    this.#options = options
  }

  /** Whether calls that arrive now are held back. */
  get isGathering(): boolean {
    return this.#isGathering
  }

  /** Called when a handler that wrote has ended and no call waits. */
  afterCommit(): void {
    if (!this.#expectsOthers()) return
    this.#isGathering = true
    void this.#gather().then(() => this.#runTogether())
  }

  #expectsOthers(): boolean {
    if (this.#wasShared) return true
    this.#unshared = (this.#unshared + 1) % tryEvery
    return this.#unshared === 0
  }

  /**
   * Waits for the disk, and a little for callers that have just been answered: the event loop lets
   * some of them call again and again while it leaves the sockets of others unread, some for half a
   * second (workerd 1.20261006). With 32 HTTP clients this doubles their throughput.
   */
  async #gather(): Promise<void> {
    const { stored, countWaiting } = this.#options
    for (let round = 0; round <= rounds; round++) {
      await stored().catch(() => undefined)
      if (countWaiting() >= this.#crowd) return
    }
    // Sockets are read before a timer fires. Where most callers are back, it costs more than it gives.
    const count = countWaiting()
    if (this.#crowd - count < worthTimer || count * 2 > this.#crowd) return
    await new Promise<void>((resolve) => nativeTimers.setTimeout(resolve, 0))
  }

  #runTogether(): void {
    const count = this.#options.countWaiting()
    this.#isGathering = false
    this.#wasShared = count > 0
    this.#crowd = count === 0 ? 0 : Math.max(count, Math.floor(this.#crowd * 0.9))
    this.#options.runWaiting()
  }
}
