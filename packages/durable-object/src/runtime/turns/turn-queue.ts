import { callBacklog } from '../../limits.ts'
import { clock } from '../time/clock.ts'
import { tooManyWait } from './busy-errors.ts'
import { GroupCommit } from './group-commit.ts'
import {
  type LimitedQueue,
  type LimitedTurn,
  TimeLimits,
  type TimeLimitsOptions,
  type Waiter,
} from './time-limits.ts'

/** What the queue needs of a turn. */
export interface QueuedTurn extends LimitedTurn {
  /** Order of arrival, which a handler that comes back from outside keeps; 0 before that. */
  readonly ticket: number
  /** Whether it changes nothing. */
  readonly reads: boolean
  /** Whether it wrote since it has the object, so that the next commit may be shared. */
  readonly committed: boolean
  arrive(ticket: number): void
  /** Called when it gets the object, also when that is not for the first time. */
  begin(now: number): void
}

export interface TurnQueueOptions<Turn> extends TimeLimitsOptions<Turn> {
  /** Whether calls that arrive during a commit wait for it and share the next one. */
  groupCommit: boolean
  /** Settles when everything that was written until now is on disk. */
  stored(): Promise<void>
  /** Whether turns that change nothing may have the object together. */
  canShare(): boolean
}

/** Lets turns take the object one after another, in the order in which they arrived. */
export class TurnQueue<Turn extends QueuedTurn> implements LimitedQueue<Turn> {
  readonly #options: TurnQueueOptions<Turn>
  /** The calls that wait, in their order. */
  readonly waiting: Waiter<Turn>[] = []
  readonly #limits: TimeLimits<Turn>
  readonly #groupCommit: GroupCommit | undefined
  /** The turn that has the object for itself. */
  #holder: Turn | undefined
  /** The turns that have it together. */
  readonly #readers = new Set<Turn>()
  #lastTicket = 0

  constructor(options: TurnQueueOptions<Turn>) {
    this.#options = options
    this.#limits = new TimeLimits(options, this)
    if (!options.groupCommit) return
    this.#groupCommit = new GroupCommit({
      stored: options.stored,
      countWaiting: () => this.waiting.length,
      runWaiting: () => this.#next(),
    })
  }

  /** The turn that gets the object next, as far as is known. */
  get next(): Turn | undefined {
    return this.waiting[0]?.turn
  }

  /** Undefined when the turn has the object at once, otherwise a promise of that. */
  enter(turn: Turn, waitsForever: boolean): Promise<void> | undefined {
    const isNew = turn.ticket === 0
    if (isNew) turn.arrive(++this.#lastTicket)
    if (this.#isFreeFor(turn)) {
      this.#begin(turn)
      return undefined
    }
    if (isNew && !waitsForever && this.waiting.length >= callBacklog) return this.#refuse(turn)
    return new Promise((begin, fail) => {
      const due = waitsForever ? Number.POSITIVE_INFINITY : clock.now() + this.#options.callTimeout
      const waiter = { turn, due, begin, fail }
      const later = isNew ? -1 : this.waiting.findIndex((other) => other.turn.ticket > turn.ticket)
      this.waiting.splice(later === -1 ? this.waiting.length : later, 0, waiter)
      // Without a holder it waits for a commit, which ends sooner than anything is due.
      if (this.oldest) this.#limits.update()
    })
  }

  /** A turn that only reads does not wait for commits, nor for turns that arrived after it. */
  #isFreeFor(turn: Turn): boolean {
    if (this.#holder) return false
    // Readers that wait keep their order, and a turn that comes back from outside has kept its own.
    if (this.#isShared(turn)) return !this.next || turn.ticket < this.next.ticket
    return !this.#isGathering && this.#readers.size === 0
  }

  get #isGathering(): boolean {
    return this.#groupCommit?.isGathering ?? false
  }

  #isShared(turn: Turn): boolean {
    return turn.reads && this.#options.canShare()
  }

  /** The turn that has held the object for the longest time. */
  get oldest(): Turn | undefined {
    return this.#holder ?? this.#readers.values().next().value
  }

  #refuse({ handler }: Turn): Promise<void> {
    const waiting = this.waiting.length
    return Promise.reject(tooManyWait(this.#options.identify(), { handler, waiting }))
  }

  /** Gives the object to the next turn, which runs in the same turn of the event loop. */
  leave(turn: Turn): void {
    if (this.#readers.delete(turn)) {
      if (!this.#isGathering) this.#next()
      return
    }
    if (this.#holder !== turn) return
    this.#holder = undefined
    // A timer that stays pending is set again wherever the next transaction begins and ends.
    if (this.#options.timers && this.waiting.length === 0) this.#limits.update()
    if (this.waiting.length > 0) this.#next()
    else if (turn.committed) this.#groupCommit?.afterCommit()
  }

  /** Gives the object back to a turn that let others in, if nobody has it. */
  takeBack(turn: Turn): boolean {
    if (this.oldest) return false
    this.#begin(turn)
    const own = this.waiting.findIndex((waiter) => waiter.turn === turn)
    if (own !== -1) this.waiting.splice(own, 1)[0]?.begin()
    this.#limits.update()
    return true
  }

  /** Called when a branch of the holder went outside, or its transaction began. */
  reconsider(): void {
    this.#limits.reconsider(this.#holder)
  }

  #begin(turn: Turn): void {
    if (this.#isShared(turn)) this.#readers.add(turn)
    else this.#holder = turn
    turn.begin(clock.now())
  }

  #next(): void {
    const [waiter] = this.waiting
    if (!waiter || this.#holder) return
    if (this.#readers.size > 0 && !this.#isShared(waiter.turn)) return
    this.waiting.shift()
    this.#begin(waiter.turn)
    this.#limits.update()
    waiter.begin()
    // Readers behind it join it.
    if (!this.#holder) this.#next()
  }
}
