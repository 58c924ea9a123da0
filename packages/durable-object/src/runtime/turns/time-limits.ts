import { clock } from '../time/clock.ts'
import { nativeTimers } from '../timeouts/native-timers.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import type { TurnTransaction } from '../transactions/turn-transaction.ts'
import type { Branches } from './branches.ts'
import {
  type BusyObject,
  heldTooLong,
  isHoldReported,
  reportHold,
  reportHoldAfter,
  reportSlow,
  waitedTooLong,
} from './busy-errors.ts'
import { Deadlines } from './deadlines.ts'

/** What the limits depend on in a turn. */
export interface LimitedTurn {
  readonly handler: string
  /** When it got the object, by the clock. */
  readonly since: number
  readonly revoked: boolean
  /** Undefined until it calls `outside`. */
  readonly branches: Branches | undefined
  /** How many transactions and savepoints are open. */
  readonly depth: number
  /** Undefined where the object's handlers are not atomic with SQL. */
  readonly transaction: TurnTransaction | undefined
  /** Whether `init` or `start` runs for it. */
  readonly wakes: boolean
}

/** A call that waits for its turn. */
export interface Waiter<Turn> {
  readonly turn: Turn
  /** When it gives up, by the clock; Infinity for events that have no caller. */
  readonly due: number
  begin(): void
  fail(error: Error): void
}

export interface TimeLimitsOptions<Turn> {
  /** How long a call waits, in milliseconds. */
  callTimeout: number
  /** How long a handler may hold the object while others wait or in a transaction, in milliseconds. */
  holdLimit: number
  /** Undefined where the platform's own timers can be used. */
  timers: ObjectTimers | undefined
  /** Whether a holder is reported that others wait for longer than a second. */
  reportsSlow: boolean
  /** For messages. */
  identify(): BusyObject
  /** Called for a holder with a branch outside, to let the others in. */
  yieldFor(turn: Turn): void
  /** Called for a holder of a transaction with a branch outside, to let what that one waits for arrive. */
  breatheFor(turn: Turn): Promise<void>
  /** Ends a holder that held the object for too long. The next turn begins when the promise settles. */
  revoke(turn: Turn, reason: Error): Promise<void> | undefined
}

export interface LimitedQueue<Turn> {
  /** The turn that has held the object for the longest time. */
  readonly oldest: Turn | undefined
  /** The calls that wait, in their order. */
  readonly waiting: Waiter<Turn>[]
  /** Ends a turn's hold of the object. */
  leave(turn: Turn): void
}

/** When a holder that makes others wait is reported in dev. */
const slowAfter = 1_000
/**
 * How long a handler with a branch outside may make others wait: since a branch came back, and in
 * all. Nothing shows when a branch has ended.
 */
const yieldAfter = { branch: 250, handler: 1_000 }
/** How long a transaction may keep away what a branch outside waits for. */
const breatheAfter = 10
const never: number = Number.POSITIVE_INFINITY

/** Ends what waits or holds the object for too long. */
export class TimeLimits<Turn extends LimitedTurn> {
  readonly #options: TimeLimitsOptions<Turn>
  readonly #queue: LimitedQueue<Turn>
  readonly #deadlines: Deadlines
  /** The holder that was last reported as slow. */
  #slowReported: Turn | undefined

  constructor(options: TimeLimitsOptions<Turn>, queue: LimitedQueue<Turn>) {
    this.#options = options
    this.#queue = queue
    this.#deadlines = new Deadlines({
      next: () => this.#nextDue(),
      act: (now) => this.#act(now),
      timers: options.timers,
    })
  }

  /** Called whenever the holder or the calls that wait have changed. */
  update(): void {
    this.#deadlines.update()
  }

  /** For a holder whose branches or transaction have changed. */
  reconsider(holder: Turn | undefined): void {
    if (this.#queue.waiting.length > 0 || (holder && isLimitedAlone(holder))) this.update()
  }

  #nextDue(): number {
    const { oldest: holder, waiting } = this.#queue
    if (!holder || holder.revoked) return never
    // No call arrives while a transaction is held open, so these apply to a holder that is alone too.
    const alone = Math.min(
      clock.fromNative(breathDue(holder)),
      this.#holdDue(holder),
      this.#revokeDue(holder),
    )
    if (waiting.length === 0) return alone
    const warns = this.#options.reportsSlow && this.#slowReported !== holder
    // Calls with a limit give up in the order in which they arrived.
    const call = waiting.find(({ due }) => due !== never)
    return Math.min(
      call?.due ?? never,
      clock.fromNative(yieldDue(holder)),
      warns ? holder.since + slowAfter : never,
      alone,
    )
  }

  /** When a holder is reported that keeps every call from arriving. */
  #holdDue({ transaction, handler, since }: Turn): number {
    const { reportsSlow, identify } = this.#options
    if (!reportsSlow || !transaction?.open || isHoldReported(identify(), handler)) return never
    return since + reportHoldAfter
  }

  /** When a holder is ended: where others wait, and in a transaction, which keeps them from arriving. */
  #revokeDue(holder: Turn): number {
    const isAwaited = this.#queue.waiting.length > 0
    const isLimited = this.#options.timers
      ? isLimitedAlone(holder) || isAwaited
      : // Nothing stops the code of `init` or `start`, and it must not run twice at the same time.
        isAwaited && !holder.wakes
    return isLimited ? holder.since + this.#options.holdLimit : never
  }

  #act(now: number): void {
    const { oldest: holder, waiting } = this.#queue
    this.#failWaiters(now, holder)
    if (!holder || holder.revoked) return
    this.#reportHolder(holder, now)
    if (now >= this.#revokeDue(holder)) this.#revoke(holder)
    if (this.#queue.oldest !== holder || holder.revoked) return
    if (waiting.length > 0 && nativeTimers.now() >= yieldDue(holder)) this.#options.yieldFor(holder)
    else if (nativeTimers.now() >= breathDue(holder)) void this.#options.breatheFor(holder)
  }

  #failWaiters(now: number, holder: Turn | undefined): void {
    const { callTimeout, identify } = this.#options
    const { waiting } = this.#queue
    for (const waiter of waiting.filter(({ due }) => due <= now)) {
      waiting.splice(waiting.indexOf(waiter), 1)
      const call = { handler: waiter.turn.handler, holder: holder?.handler, callTimeout }
      waiter.fail(waitedTooLong(identify(), call))
    }
  }

  #reportHolder(holder: Turn, now: number): void {
    const { handler, since } = holder
    const { reportsSlow, identify } = this.#options
    if (now >= this.#holdDue(holder)) reportHold(identify(), handler)
    const waiting = this.#queue.waiting.length
    if (!reportsSlow || this.#slowReported === holder || waiting === 0) return
    if (now < since + slowAfter) return
    this.#slowReported = holder
    reportSlow(identify(), { handler, waiting })
  }

  #revoke(holder: Turn): void {
    const { holdLimit, identify } = this.#options
    const isAlone = this.#queue.waiting.length === 0
    const reason = heldTooLong(identify(), { handler: holder.handler, holdLimit, isAlone })
    const undoing = this.#options.revoke(holder, reason)
    const leave = (): void => this.#queue.leave(holder)
    if (undoing) void undoing.then(leave, leave)
    else leave()
  }
}

/** Whether a holder is ended even where no call is known to wait. */
function isLimitedAlone({ wakes, transaction, branches }: LimitedTurn): boolean {
  if (wakes || !transaction) return wakes
  return transaction.open !== undefined || (transaction.wasAtOnce && branches === undefined)
}

/** When a holder with a branch outside lets others in, in native time; Infinity without one, or in a savepoint. */
function yieldDue(turn: LimitedTurn): number {
  const { branches } = turn
  if (!branches || !hasBranchAway(turn) || branches.keeps || turn.transaction?.breathing)
    return never
  const { since, heldSince } = branches
  return Math.min(Math.max(since, heldSince) + yieldAfter.branch, heldSince + yieldAfter.handler)
}

/** When a holder with a branch outside ends its transaction for what that one waits for, in native time. */
function breathDue(turn: LimitedTurn): number {
  const { transaction, branches } = turn
  if (!branches || !transaction?.open || transaction.breathing || !hasBranchAway(turn)) return never
  return Math.max(transaction.breathed, branches.since, branches.heldSince) + breatheAfter
}

function hasBranchAway({ branches, depth }: LimitedTurn): boolean {
  return branches !== undefined && branches.away > 0 && depth === 0
}
