import { nativeTimers } from '../timeouts/native-timers.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import type { Turn } from '../turns/turn.ts'
import { DeferredKeys } from './foreign-keys.ts'
import { HeldTransactions } from './held-transactions.ts'
import type { Habit, Habits } from './may-run-at-once.ts'
import type { OpenTransaction } from './open-transaction.ts'
import { runAtOnce, type SqlObject, waitsUnseen } from './run-at-once.ts'
import { TurnTransaction } from './turn-transaction.ts'

/** A transaction that consecutive handlers share. Each runs in a transaction of its own within it. */
interface Group {
  readonly transaction: OpenTransaction
  readonly since: number
  /** Settles when all of it is stored. */
  readonly stored: PromiseWithResolvers<void>
}

interface Ending {
  transaction: OpenTransaction
  /** What the turn broadcast so far. */
  broadcasts: Turn['broadcasts']
  isLast: boolean
}

/** How long handlers may join, in milliseconds: the callers of all wait for its end. */
const groupAge = 100

/** Makes the SQL of one object's handlers part of their commits. */
export class SqlTransactions {
  readonly deferredKeys: DeferredKeys
  readonly #object: SqlObject
  readonly #habits: Habits
  readonly #held: HeldTransactions
  #group: Group | undefined

  constructor(object: SqlObject, { timers, habits }: { timers: ObjectTimers; habits: Habits }) {
    const { storage } = object
    this.#object = object
    this.#habits = habits
    this.#held = new HeldTransactions(storage, timers)
    this.deferredKeys = new DeferredKeys(storage.sql)
  }

  /** Runs a handler and gives its answer. */
  async run(
    turn: Turn,
    call: () => unknown,
    toAnswer: (result: unknown, turn: Turn) => unknown,
  ): Promise<unknown> {
    const habit = this.#habitOf(turn)
    const transaction = new TurnTransaction()
    turn.transaction = transaction
    if (habit.isOver) {
      const options = { turn, transaction, habit, run: call, toAnswer }
      const outcome = runAtOnce(this.#object, options)
      if ('answer' in outcome) return outcome.answer
      return toAnswer(await this.#settle(turn, outcome.result), turn)
    }
    const start = nativeTimers.now()
    await this.#join(turn, transaction, habit)
    const returned = call()
    // An answer that was kept says nothing about the handler.
    const isRepeated = turn.record?.isRepeated ?? false
    if (!isRepeated) habit.note(turn, returned)
    const result = await this.#settle(turn, returned)
    if (!isRepeated) habit.noteTime(nativeTimers.now() - start)
    return toAnswer(result, turn)
  }

  #habitOf({ handler }: Turn): Habit {
    return this.#habits.of(handler)
  }

  async #settle(turn: Turn, returned: unknown): Promise<unknown> {
    const result = await returned
    if (!turn.isSettled) await turn.settle()
    const { transaction } = turn
    if (transaction?.breathing || transaction?.crossing) await this.hold(turn)
    if (turn.holds && !turn.gone) turn.state?.flush({ isLast: true })
    return result
  }

  /** Begins the transaction of a turn that has the object, where there is none. */
  async hold(turn: Turn): Promise<void> {
    const { transaction: own } = turn
    while (own && turn.holds && (own.crossing || !own.open)) {
      // What it waits for would not arrive during a transaction.
      const before = own.crossing ?? own.breathing?.catch(() => undefined) ?? own.syncing
      await (before ?? own.cross(this.#begin(own)))
    }
  }

  async #begin(own: TurnTransaction): Promise<void> {
    own.open = await this.#held.begin()
    this.#object.queue.reconsider()
  }

  /** As `hold`, but within a shared transaction if the next handler could join it. */
  async #join(turn: Turn, own: TurnTransaction, habit: Habit): Promise<void> {
    if (!this.#group && habit.isQuick && this.#nextJoins(nativeTimers.now())) {
      const transaction = await this.#held.begin()
      this.#group = { transaction, since: nativeTimers.now(), stored: Promise.withResolvers() }
      // Each handler in it gets the error; without one, nothing is lost.
      this.#group.stored.promise.catch(() => undefined)
    }
    own.group = this.#group?.stored.promise
    await this.hold(turn)
  }

  #nextJoins(since: number): boolean {
    const { next } = this.#object.queue
    if (!next || next.reads || next.sleeps || next.branches || !this.#object.state.isAwake)
      return false
    if (nativeTimers.now() - since > groupAge) return false
    const { isQuick, isOver } = this.#habitOf(next)
    return isQuick && !isOver
  }

  /** Ends a transaction of the turn, at its end or at a commit point. What the turn does next is not part of it. */
  async end(turn: Turn, { transaction, broadcasts, isLast }: Ending): Promise<void> {
    try {
      await this.#held.commit(transaction)
    } catch (error) {
      // Memory is ahead of the disk.
      this.#object.state.forget(turn)
      throw error
    }
    const group = turn.transaction?.group
    if (group && isLast) {
      group.then(
        () => this.#object.sendOut(broadcasts),
        () => undefined,
      )
      return
    }
    if (group) await this.#leaveGroup(turn, group)
    this.#object.sendOut(broadcasts)
  }

  async #leaveGroup(turn: Turn, group: Promise<void>): Promise<void> {
    if (turn.transaction) turn.transaction.group = undefined
    await this.closeGroup()
    await group
  }

  /** Lets branches continue that can do so now, since they would find the transaction ended otherwise. */
  async catchUp(turn: Turn): Promise<void> {
    // It settles when nothing is left to do in this turn of the event loop, and takes 7 us.
    if (turn.transaction?.open) await turn.sync(this.#object.storage.sync())
  }

  /** Commits what all branches of the turn have changed so far, and leaves the turn no transaction. */
  async endAll(turn: Turn): Promise<void> {
    while (turn.holds) {
      if (turn.failed)
        throw new Error(`${turn.describe()} has failed, so that nothing is committed.`)
      const ending = this.#object.commit(turn)
      if (!ending) return
      await ending
    }
  }

  /** Rolls back the turn's transaction, if there is one. */
  drop(turn: Turn): Promise<void> | undefined {
    const crossing = turn.transaction?.crossing
    if (!crossing) return this.#drop(turn)
    const drop = (): Promise<void> | undefined => this.#drop(turn)
    return crossing.then(drop, drop)
  }

  #drop(turn: Turn): Promise<void> | undefined {
    const open = takeOpen(turn)
    return open && this.#held.rollBack(open)
  }

  /** As `drop`, for operations that cannot run in any transaction, not even a shared one. */
  dropAll(turn: Turn): Promise<void> | undefined {
    const dropping = this.drop(turn)
    const group = turn.transaction?.group
    return group ? Promise.resolve(dropping).then(() => this.#leaveGroup(turn, group)) : dropping
  }

  /** Ends the shared transaction, unless the next handler joins it. */
  closeUnlessJoined(): Promise<void> | undefined {
    const group = this.#group
    if (!group || this.#nextJoins(group.since)) return undefined
    return this.closeGroup()
  }

  /** All handlers in it learn of a failure. */
  async closeGroup(): Promise<void> {
    const group = this.#group
    if (!group) return
    this.#group = undefined
    await this.#held.commit(group.transaction).then(group.stored.resolve, group.stored.reject)
  }

  /** Ends the transaction of a revoked turn. What others did in a shared transaction stays. */
  async revoke(turn: Turn, reason: unknown): Promise<void> {
    const open = takeOpen(turn)
    if (open) await this.#held.rollBack(open, reason)
    else if (!this.#group) await this.#held.rollBackAll(reason)
    await this.closeGroup()
  }

  get isHeld(): boolean {
    return this.#held.isHeld
  }

  /** Runs `fn` in a transaction of its own, which is rolled back if `fn` throws. */
  within<T>(fn: (transaction: OpenTransaction) => Promise<T>): Promise<T> {
    return this.#held.run(fn)
  }

  /** The same within the turn's transaction. */
  async nest<T>(turn: Turn, fn: (transaction: OpenTransaction) => Promise<T>): Promise<T> {
    // None can begin within a synchronous one.
    if (turn.isAtOnce) await undefined
    while (!turn.isWake && !turn.transaction?.open) {
      turn.assertWritable()
      await this.hold(turn)
    }
    return this.#held.run(fn)
  }

  /** Throws if a statement that writes would be stored at once, and would stay if its handler fails. */
  assertCovered(turn: Turn): void {
    const { transaction: own } = turn
    if (own?.isRolledBack) {
      throw new Error(
        `The transaction of ${turn.describe()} was rolled back, so nothing can be written in it any more.`,
      )
    }
    if (own?.open || turn.isWake || own?.isAtOnce) return
    if ((own?.breathing || own?.crossing) && !own.isDeleting) {
      this.#commitSoon(turn)
      return
    }
    if (own?.wasAtOnce) throw waitsUnseen(turn.describe())
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
        if (!turn.holds || turn.transaction?.open) return
        this.#object.writeAll(turn)
        this.#object.send(turn)
      } catch {
        // Its next commit point says why.
      }
    })
  }
}

/** Leaves the turn no open transaction. */
function takeOpen({ transaction }: Turn): OpenTransaction | undefined {
  const open = transaction?.open
  if (transaction) transaction.open = undefined
  return open
}
