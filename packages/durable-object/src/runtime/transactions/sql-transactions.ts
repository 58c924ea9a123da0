import { sendBroadcasts } from '../handler/broadcast.ts'
import type { ObjectHost } from '../object-host.ts'
import type { ObjectTimers } from '../timers/object-timers.ts'
import type { Turn } from '../turns/turn.ts'
import { DeferredKeys } from './foreign-keys.ts'
import type { Habit } from './habits.ts'
import { HeldTransactions } from './held-transactions.ts'
import type { OpenTransaction } from './open-transaction.ts'
import { runAtOnce, waitsUnseen } from './run-at-once.ts'

/** A transaction that handlers share which run one after another, each in one of its own within it. */
interface Group {
  readonly transaction: OpenTransaction
  readonly since: number
  /** Settles when all of it is stored. */
  readonly stored: PromiseWithResolvers<void>
}

interface Ending {
  transaction: OpenTransaction
  /** What the turn said until then. */
  broadcasts: Turn['broadcasts']
  isLast: boolean
}

/** So long handlers may join, in milliseconds: their callers wait for the end of all. */
const groupAge = 100

/** What makes SQL a part of the commit of the handlers of one object. */
export class SqlTransactions {
  readonly deferredKeys: DeferredKeys
  readonly #host: ObjectHost
  readonly #held: HeldTransactions
  #group: Group | undefined

  constructor(host: ObjectHost, timers: ObjectTimers) {
    const { storage } = host.native
    this.#host = host
    this.#held = new HeldTransactions(storage, timers)
    this.deferredKeys = new DeferredKeys(storage.sql)
  }

  /** Runs a handler, and gives its answer. */
  async run(
    turn: Turn,
    call: () => unknown,
    toAnswer: (result: unknown, turn: Turn) => unknown,
  ): Promise<unknown> {
    const habit = this.#habitOf(turn)
    if (habit.isOver) {
      const outcome = runAtOnce(this.#host, { turn, habit, run: call, toAnswer })
      if ('answer' in outcome) return outcome.answer
      return toAnswer(await this.#settle(turn, outcome.result), turn)
    }
    const start = Date.now()
    await this.#join(turn, habit)
    const returned = call()
    habit.note(turn, returned)
    const result = await this.#settle(turn, returned)
    habit.noteTime(Date.now() - start)
    return toAnswer(result, turn)
  }

  #habitOf({ handler }: Turn): Habit {
    return this.#host.blueprint.habits.of(handler)
  }

  async #settle(turn: Turn, returned: unknown): Promise<unknown> {
    const result = await returned
    if (!turn.isSettled) await turn.settle()
    if (turn.breathing || turn.crossing) await this.hold(turn)
    if (turn.holds && !turn.gone) turn.live?.flush({ isLast: true })
    return result
  }

  /** Begins the transaction of a turn that has the object, where there is none. */
  async hold(turn: Turn): Promise<void> {
    while (turn.holds && (turn.crossing || !turn.transaction)) {
      // What is waited for would not arrive in a transaction.
      const before = turn.crossing ?? turn.breathing?.catch(() => undefined) ?? turn.syncing
      await (before ?? turn.cross(this.#begin(turn)))
    }
  }

  async #begin(turn: Turn): Promise<void> {
    turn.transaction = await this.#held.begin()
    this.#host.queue.reconsider()
  }

  /** As `hold`, within one that others share where the next one could join it. */
  async #join(turn: Turn, habit: Habit): Promise<void> {
    if (!this.#group && habit.isQuick && this.#nextJoins(Date.now())) {
      const transaction = await this.#held.begin()
      this.#group = { transaction, since: Date.now(), stored: Promise.withResolvers() }
      // Whoever waits for it is told; where nobody does, nothing is lost.
      this.#group.stored.promise.catch(() => undefined)
    }
    turn.group = this.#group?.stored.promise
    await this.hold(turn)
  }

  #nextJoins(since: number): boolean {
    const { next } = this.#host.queue
    if (!next || next.reads || next.sleeps || next.branches || !this.#host.isAwake) return false
    if (Date.now() - since > groupAge) return false
    const { isQuick, isOver } = this.#habitOf(next)
    return isQuick && !isOver
  }

  /** Ends a transaction of the turn, at its end or at a commit point. What it does next is not a part of it. */
  async end(turn: Turn, { transaction, broadcasts, isLast }: Ending): Promise<void> {
    try {
      await this.#held.commit(transaction)
    } catch (error) {
      // Memory is ahead of the disk.
      this.#host.forget(turn)
      throw error
    }
    const { group } = turn
    if (group && isLast) {
      group.then(
        () => sendBroadcasts(broadcasts),
        () => undefined,
      )
      return
    }
    if (group) await this.#leaveGroup(turn, group)
    sendBroadcasts(broadcasts)
  }

  async #leaveGroup(turn: Turn, group: Promise<void>): Promise<void> {
    turn.group = undefined
    await this.closeGroup()
    await group
  }

  /** Lets branches go on that can do so, and would find the transaction at its end otherwise. */
  async catchUp(turn: Turn): Promise<void> {
    // It settles when nothing is left to do in this turn of the event loop, and takes 7 us.
    if (turn.transaction) await turn.sync(this.#host.native.storage.sync())
  }

  /** Commits what all branches of the turn have changed until then, and leaves it no transaction. */
  async endAll(turn: Turn): Promise<void> {
    while (turn.holds) {
      if (turn.failed)
        throw new Error(`${turn.describe()} has failed, so that nothing is committed.`)
      const ending = this.#host.commit(turn)
      if (!ending) return
      await ending
    }
  }

  /** Takes back what is part of the turn's transaction, if there is one, and leaves none. */
  drop(turn: Turn): Promise<void> | undefined {
    const { crossing } = turn
    if (!crossing) return this.#drop(turn)
    const drop = (): Promise<void> | undefined => this.#drop(turn)
    return crossing.then(drop, drop)
  }

  #drop(turn: Turn): Promise<void> | undefined {
    const { transaction } = turn
    turn.transaction = undefined
    return transaction && this.#held.rollBack(transaction)
  }

  /** As `drop`, for what no transaction can be around. */
  dropAll(turn: Turn): Promise<void> | undefined {
    const dropping = this.drop(turn)
    const { group } = turn
    return group ? Promise.resolve(dropping).then(() => this.#leaveGroup(turn, group)) : dropping
  }

  /** Ends the transaction that handlers share, unless the next one joins them. */
  closeUnlessJoined(): Promise<void> | undefined {
    const group = this.#group
    if (!group || this.#nextJoins(group.since)) return undefined
    return this.closeGroup()
  }

  /** Those who share it learn of a failure. */
  async closeGroup(): Promise<void> {
    const group = this.#group
    if (!group) return
    this.#group = undefined
    await this.#held.commit(group.transaction).then(group.stored.resolve, group.stored.reject)
  }

  /** Ends a turn whose time is over. What others have done in a transaction that they share stays. */
  async revoke(turn: Turn, reason: unknown): Promise<void> {
    const { transaction } = turn
    turn.transaction = undefined
    if (transaction) await this.#held.rollBack(transaction, reason)
    else if (!this.#group) await this.#held.rollBackAll(reason)
    await this.closeGroup()
  }

  get isHeld(): boolean {
    return this.#held.isHeld
  }

  /** Runs `fn` in a transaction of its own, which is taken back where it throws. */
  within<T>(fn: (transaction: OpenTransaction) => Promise<T>): Promise<T> {
    return this.#held.run(fn)
  }

  /** The same within the turn's. */
  async nest<T>(turn: Turn, fn: (transaction: OpenTransaction) => Promise<T>): Promise<T> {
    // None can begin within a synchronous one.
    if (turn.isAtOnce) await undefined
    while (!turn.isWake && !turn.transaction) {
      turn.assertWritable()
      await this.hold(turn)
    }
    return this.#held.run(fn)
  }

  /** Throws where a statement that writes would be stored at once, and so stay where its handler fails. */
  assertCovered(turn: Turn): void {
    if (turn.isRolledBack) {
      throw new Error(
        `The transaction of ${turn.describe()} was rolled back, so nothing can be written in it any more.`,
      )
    }
    if (turn.transaction || turn.isWake || turn.isAtOnce) return
    if ((turn.breathing || turn.crossing) && !turn.isDeleting) {
      this.#commitSoon(turn)
      return
    }
    if (turn.wasAtOnce) throw new Error(waitsUnseen(turn.describe()))
    throw new Error(
      `${turn.describe()} cannot write with ctx.sql while one of its branches is on its way out of the object or outside (this.outside, ctx.storage.sync, deleteAll), since that would not be undone with the rest. Await that first, or write after it.`,
    )
  }

  /**
   * For a statement at a commit point of its handler: it is stored at the end of this turn of the event
   * loop, and so is all else that belongs to it.
   */
  #commitSoon(turn: Turn): void {
    queueMicrotask(() => {
      try {
        if (!turn.holds || turn.transaction) return
        this.#host.writeAll(turn)
        this.#host.send(turn)
      } catch {
        // Its next commit point says why.
      }
    })
  }
}
