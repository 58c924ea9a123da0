import { nativeTimers } from '../timers/native-timers.ts'
import type { ObjectTimers } from '../timers/object-timers.ts'
import {
  type BusyObject,
  heldTooLong,
  holdToldAfter,
  isHoldTold,
  reportHold,
  reportSlow,
  tooManyWait,
  waitedTooLong,
} from './busy-errors.ts'
import { Deadlines } from './time-limits.ts'
import type { Turn } from './turn.ts'

export interface TurnQueueOptions {
  /** How long a call waits, in milliseconds. */
  callTimeout: number
  /** How long a handler may hold the object while others wait or in a transaction, in milliseconds. */
  holdLimit: number
  /** Undefined where the platform's own do. */
  timers: ObjectTimers | undefined
  /** Whether calls that arrive during a commit wait for it and share the next one. */
  groupCommit: boolean
  /** Whether a holder that others wait for longer than a second is reported. */
  reportsSlow: boolean
  /** Whether turns that change nothing may have the object together. */
  canShare(): boolean
  /** Settles when what was written until now is on disk. */
  stored(): Promise<void>
  /** For messages. */
  identify(): BusyObject
  /** Called for a holder with a branch outside, to let the others in. */
  yieldFor(turn: Turn): void
  /** Called for one that holds a transaction, to let what it waits for arrive. */
  breatheFor(turn: Turn): Promise<void>
  /** Called for a holder that held on for too long, before the next one runs: once what it gives has settled. */
  revoke(turn: Turn, reason: Error): Promise<void> | undefined
}

interface Waiter {
  turn: Turn
  /** When it gives up, in milliseconds; Infinity for events that nobody waits for. */
  due: number
  begin(): void
  fail(error: Error): void
}

const slowAfter = 1_000
/** How many may wait when a call comes. More would wait for longer than their callers do. */
const queueLimit = 1_000
/**
 * How long a branch that came back from outside may make others wait while another is still there,
 * and how long all of them together. Nothing tells when a branch has ended.
 */
const yieldAfter = { branch: 250, handler: 1_000 }
/** How long what a branch outside waits for is kept from arriving by a transaction. */
const breatheAfter = 10
/** Of so many commits one is waited for, to see whether calls arrive meanwhile. */
const tryEvery = 16
/** How often the gate lets callers in this process come back before it looks for others. */
const rounds = 8
/** So many callers are worth the millisecond that the shortest timer takes. */
const worthTimer = 4

/** Lets turns take the object one after another, in the order in which they arrived. */
export class TurnQueue {
  readonly #options: TurnQueueOptions
  readonly #waiting: Waiter[] = []
  readonly #deadlines: Deadlines
  /** The turn that has the object for itself. */
  #holder: Turn | undefined
  /** Those that have it together. */
  readonly #readers = new Set<Turn>()
  #slowReported: Turn | undefined
  #gated = false
  /** Whether someone came during the last commit that was waited for. */
  #wasShared = false
  /** How many came together lately. */
  #crowd = 0
  #commits = 0
  #lastTicket = 0

  constructor(options: TurnQueueOptions) {
    this.#options = options
    this.#deadlines = new Deadlines({
      next: () => this.#nextDue(),
      act: (now) => this.#act(now),
      timers: options.timers,
    })
  }

  /** The turn that is next to have the object, as far as is known. */
  get next(): Turn | undefined {
    return this.#waiting[0]?.turn
  }

  /** Undefined when the turn has the object at once, otherwise a promise of that. */
  enter(turn: Turn, waitsForever: boolean): Promise<void> | undefined {
    const isNew = turn.ticket === 0
    if (isNew) turn.ticket = ++this.#lastTicket
    if (this.#isFreeFor(turn)) {
      this.#begin(turn)
      return undefined
    }
    if (isNew && !waitsForever && this.#waiting.length >= queueLimit) return this.#refuse(turn)
    return new Promise((begin, fail) => {
      const due = waitsForever ? Number.POSITIVE_INFINITY : Date.now() + this.#options.callTimeout
      const waiter = { turn, due, begin, fail }
      const later = isNew ? -1 : this.#waiting.findIndex((other) => other.turn.ticket > turn.ticket)
      this.#waiting.splice(later === -1 ? this.#waiting.length : later, 0, waiter)
      // The gate opens sooner than anything is due.
      if (this.#oldest) this.#deadlines.update()
    })
  }

  /** One that only reads waits for no commit, and for nobody who came after it. */
  #isFreeFor(turn: Turn): boolean {
    if (this.#holder) return false
    // Those who wait do so in their order, and one that comes back from outside has kept its own.
    if (this.#isShared(turn)) return !this.next || turn.ticket < this.next.ticket
    return !this.#gated && this.#readers.size === 0
  }

  #isShared(turn: Turn): boolean {
    return turn.reads && this.#options.canShare()
  }

  /** The one that has held the object for the longest time. */
  get #oldest(): Turn | undefined {
    return this.#holder ?? this.#readers.values().next().value
  }

  #refuse({ handler }: Turn): Promise<void> {
    const waiting = this.#waiting.length
    return Promise.reject(tooManyWait(this.#options.identify(), { handler, waiting }))
  }

  /** Gives the object to the next turn, which runs in the same turn of the event loop. */
  leave(turn: Turn): void {
    if (this.#readers.delete(turn)) {
      if (!this.#gated) this.#next()
      return
    }
    if (this.#holder !== turn) return
    this.#holder = undefined
    // One that stays set is set anew where the next transaction begins and where it ends.
    if (this.#options.timers && this.#waiting.length === 0) this.#deadlines.update()
    if (this.#waiting.length > 0) this.#next()
    else if (turn.committed && this.#options.groupCommit && this.#expectsOthers()) this.#closeGate()
  }

  /** Gives the object to a turn that let others in, if nobody has it. */
  takeBack(turn: Turn): boolean {
    if (this.#oldest) return false
    this.#begin(turn)
    const own = this.#waiting.findIndex((waiter) => waiter.turn === turn)
    if (own !== -1) this.#waiting.splice(own, 1)[0]?.begin()
    this.#deadlines.update()
    return true
  }

  /** For a holder of which a branch went outside while others wait, or that nobody else gets past. */
  reconsider(): void {
    const holder = this.#holder
    if (this.#waiting.length > 0 || (holder && isLimitedAlone(holder))) this.#deadlines.update()
  }

  #begin(turn: Turn): void {
    turn.since = Date.now()
    turn.committed = false
    if (this.#isShared(turn)) this.#readers.add(turn)
    else this.#holder = turn
    if (turn.branches) turn.regain()
  }

  #next(): void {
    const [waiter] = this.#waiting
    if (!waiter || this.#holder) return
    if (this.#readers.size > 0 && !this.#isShared(waiter.turn)) return
    this.#waiting.shift()
    this.#begin(waiter.turn)
    this.#deadlines.update()
    waiter.begin()
    // Those behind it that only read as well.
    if (!this.#holder) this.#next()
  }

  /** Waiting for the disk costs a caller who is alone about 25 us, so it is tried now and then. */
  #expectsOthers(): boolean {
    if (this.#wasShared) return true
    this.#commits = (this.#commits + 1) % tryEvery
    return this.#commits === 0
  }

  /**
   * The platform writes to disk after this turn of the event loop. Calls that arrive until then
   * run together after it and share the next write.
   */
  #closeGate(): void {
    this.#gated = true
    void this.#gather().then(() => {
      const count = this.#waiting.length
      this.#gated = false
      this.#wasShared = count > 0
      this.#crowd = count === 0 ? 0 : Math.max(count, Math.floor(this.#crowd * 0.9))
      this.#next()
    })
  }

  /**
   * Waits for the disk, and a little for callers that have just been answered: the event loop lets
   * some of them call again and again while it leaves the sockets of others unread, some for half a
   * second (workerd 1.20261006). With 32 HTTP clients this doubles what they get done.
   */
  async #gather(): Promise<void> {
    for (let round = 0; round <= rounds; round++) {
      await this.#options.stored().catch(() => undefined)
      if (this.#waiting.length >= this.#crowd) return
    }
    // Sockets are read before a timer goes off. Where most have come, it costs more than it gives.
    const count = this.#waiting.length
    if (this.#crowd - count < worthTimer || count * 2 > this.#crowd) return
    await new Promise<void>((resolve) => nativeTimers.setTimeout(resolve, 0))
  }

  #nextDue(): number {
    const holder = this.#oldest
    if (!holder || holder.revoked) return Number.POSITIVE_INFINITY
    // In a transaction nobody arrives.
    const alone = Math.min(breathDue(holder), this.#holdDue(holder), this.#revokeDue(holder))
    if (this.#waiting.length === 0) return alone
    const { reportsSlow } = this.#options
    const warns = reportsSlow && this.#slowReported !== holder
    // Those that can give up were added in the order in which they do.
    const call = this.#waiting.find(({ due }) => due !== Number.POSITIVE_INFINITY)
    return Math.min(
      call?.due ?? Number.POSITIVE_INFINITY,
      yieldDue(holder),
      warns ? holder.since + slowAfter : Number.POSITIVE_INFINITY,
      alone,
    )
  }

  /** When it is said of a holder that it keeps everyone from arriving. */
  #holdDue({ transaction, handler, since }: Turn): number {
    const { reportsSlow, identify } = this.#options
    if (!reportsSlow || !transaction || isHoldTold(identify(), handler))
      return Number.POSITIVE_INFINITY
    return since + holdToldAfter
  }

  /** When a holder is ended: where others wait, and in a transaction, which keeps them from arriving. */
  #revokeDue(holder: Turn): number {
    const isLimited = this.#options.timers
      ? isLimitedAlone(holder) || this.#waiting.length > 0
      : // Nothing ends `init` or `start`, and a second one must not run beside it.
        this.#waiting.length > 0 && !holder.wakes
    return isLimited ? holder.since + this.#options.holdLimit : Number.POSITIVE_INFINITY
  }

  #act(now: number): void {
    const { callTimeout } = this.#options
    const holder = this.#oldest
    for (const waiter of this.#waiting.filter(({ due }) => due <= now)) {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
      const call = { handler: waiter.turn.handler, holder: holder?.handler, callTimeout }
      waiter.fail(waitedTooLong(this.#options.identify(), call))
    }
    if (!holder || holder.revoked) return
    this.#actOnHolder(holder, now)
    if (this.#oldest !== holder || holder.revoked) return
    if (this.#waiting.length > 0 && now >= yieldDue(holder)) this.#options.yieldFor(holder)
    else if (now >= breathDue(holder)) void this.#options.breatheFor(holder)
  }

  #actOnHolder(holder: Turn, now: number): void {
    const { handler, since } = holder
    const { holdLimit, reportsSlow } = this.#options
    if (now >= this.#holdDue(holder)) reportHold(this.#options.identify(), handler)
    const isReported = this.#slowReported === holder || this.#waiting.length === 0
    if (reportsSlow && !isReported && now >= since + slowAfter) {
      this.#slowReported = holder
      reportSlow(this.#options.identify(), { handler, waiting: this.#waiting.length })
    }
    if (now < this.#revokeDue(holder)) return
    const isAlone = this.#waiting.length === 0
    const reason = heldTooLong(this.#options.identify(), { handler, holdLimit, isAlone })
    const undoing = this.#options.revoke(holder, reason)
    const leave = (): void => this.leave(holder)
    if (undoing) void undoing.then(leave, leave)
    else leave()
  }
}

/** Whether it is ended also where nobody is known to wait. */
function isLimitedAlone({ wakes, transaction, wasAtOnce, branches }: Turn): boolean {
  return wakes || transaction !== undefined || (wasAtOnce && branches === undefined)
}

/** When a holder with a branch outside lets others in; Infinity without one, or in a savepoint. */
function yieldDue(turn: Turn): number {
  const { branches, since } = turn
  if (!branches || !hasBranchAway(turn) || branches.keeps || turn.breathing)
    return Number.POSITIVE_INFINITY
  const branchDue = Math.max(branches.since, since) + yieldAfter.branch
  return Math.min(branchDue, since + yieldAfter.handler)
}

/** When a holder with a branch outside ends its transaction for what that one waits for. */
function breathDue(turn: Turn): number {
  if (!turn.transaction || turn.breathing || !hasBranchAway(turn)) return Number.POSITIVE_INFINITY
  return Math.max(turn.breathed, turn.branches?.since ?? 0, turn.since) + breatheAfter
}

function hasBranchAway({ branches, depth }: Turn): boolean {
  return branches !== undefined && branches.away > 0 && depth === 0
}
