import { DurableObjectBusyError } from '../errors.ts'
import { Deadlines } from './deadlines.ts'
import type { Turn } from './turn.ts'

export interface TurnQueueOptions {
  /** How long a call waits, in milliseconds. */
  callTimeout: number
  /** How long a handler may hold the object while others wait, in milliseconds. */
  holdLimit: number
  /** Whether calls that arrive during a commit wait for it and share the next one. */
  groupCommit: boolean
  /** Names the object in messages: `Counter (alice)`. */
  describe(): string
  /** Called for a holder that was revoked, before the next one runs. */
  onRevoked(turn: Turn): void
  /** Called once for a holder that others wait for longer than a second; undefined in production. */
  onSlow?: ((turn: Turn, waiting: number) => void) | undefined
}

interface Waiter {
  turn: Turn
  /** When it gives up, in milliseconds; Infinity for events that nobody waits for. */
  due: number
  begin(): void
  fail(error: Error): void
}

const slowAfter = 1_000

/** Lets turns take the object one after another, in the order in which they arrived. */
export class TurnQueue {
  readonly #options: TurnQueueOptions
  readonly #waiting: Waiter[] = []
  readonly #deadlines: Deadlines
  #holder: Turn | undefined
  #slowReported: Turn | undefined
  #gated = false
  #nextTicket = 1

  constructor(options: TurnQueueOptions) {
    this.#options = options
    this.#deadlines = new Deadlines((now) => this.#check(now))
  }

  /** Undefined when the turn has the object at once, otherwise a promise of that. */
  enter(turn: Turn, waitsForever: boolean): Promise<void> | undefined {
    turn.ticket ||= this.#nextTicket++
    if (!this.#holder && !this.#gated) {
      this.#begin(turn)
      return undefined
    }
    return new Promise((begin, fail) => {
      const due = waitsForever ? Number.POSITIVE_INFINITY : Date.now() + this.#options.callTimeout
      const waiter = { turn, due, begin, fail }
      const later = this.#waiting.findIndex((other) => other.turn.ticket > turn.ticket)
      if (later === -1) this.#waiting.push(waiter)
      else this.#waiting.splice(later, 0, waiter)
      this.#deadlines.arm(this.#nextDue())
    })
  }

  /** Gives the object to the next turn, which runs in the same turn of the event loop. */
  leave(turn: Turn): void {
    if (this.#holder !== turn) return
    this.#holder = undefined
    if (this.#waiting.length > 0) this.#next()
    else if (turn.committed && this.#options.groupCommit) this.#closeGate()
  }

  withoutTimers<T>(fn: () => Promise<T>): Promise<T> {
    return this.#deadlines.without(fn)
  }

  #begin(turn: Turn): void {
    turn.since = Date.now()
    this.#holder = turn
  }

  #next(): void {
    const waiter = this.#waiting.shift()
    if (!waiter) return
    this.#begin(waiter.turn)
    if (this.#waiting.length === 0) this.#deadlines.clear()
    waiter.begin()
  }

  /**
   * The platform writes to disk after this turn of the event loop. Calls that arrive until then
   * run together in the next one and share its write.
   */
  #closeGate(): void {
    this.#gated = true
    setTimeout(() => {
      this.#gated = false
      if (!this.#holder) this.#next()
    }, 0)
  }

  #nextDue(): number {
    let due = this.#waiting.reduce((least, waiter) => Math.min(least, waiter.due), Infinity)
    if (!this.#holder) return due
    const { since } = this.#holder
    if (this.#options.onSlow && this.#slowReported !== this.#holder) {
      due = Math.min(due, since + slowAfter)
    }
    return Math.min(due, since + this.#options.holdLimit)
  }

  #check(now: number): number {
    const holder = this.#holder
    for (const waiter of this.#waiting.filter(({ due }) => due <= now)) {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
      waiter.fail(this.#busy(waiter.turn.handler))
    }
    if (holder && this.#waiting.length > 0) this.#checkHolder(holder, now)
    return this.#waiting.length > 0 ? this.#nextDue() : Infinity
  }

  #checkHolder(holder: Turn, now: number): void {
    const { onSlow, holdLimit, onRevoked } = this.#options
    if (now >= holder.since + slowAfter && this.#slowReported !== holder) {
      this.#slowReported = holder
      onSlow?.(holder, this.#waiting.length)
    }
    if (now < holder.since + holdLimit) return
    onRevoked(holder)
    this.leave(holder)
  }

  #busy(handler: string): DurableObjectBusyError {
    const by = this.#holder ? `its handler '${this.#holder.handler}' holds it` : 'others go first'
    return new DurableObjectBusyError(
      `${this.#options.describe()} was busy for ${this.#options.callTimeout} ms, so '${handler}' did not run: ${by}. Call again later, move slow work into this.outside(), or raise callTimeout.`,
    )
  }
}
