import { DurableObjectBusyError } from '../../errors.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import type { ObjectState } from '../object-state.ts'
import type { Turn } from '../turns/turn.ts'
import type { TurnQueue } from '../turns/turn-queue.ts'
import type { CommitPoints } from './commit-points.ts'
import { type Habit, isThenable } from './may-run-at-once.ts'
import { peek } from './peek-promise.ts'
import type { TurnTransaction } from './turn-transaction.ts'

/** An object whose handlers are atomic with SQL. */
export interface SqlObject extends CommitPoints {
  readonly identity: ObjectIdentity
  readonly storage: DurableObjectStorage
  readonly state: ObjectState
  readonly queue: TurnQueue<Turn>
}

/** The answer for the caller, or what the handler returned where that has to be awaited first. */
export type Outcome = { answer: unknown } | { result: unknown }

interface Run {
  turn: Turn
  transaction: TurnTransaction
  habit: Habit
  run(): unknown
  toAnswer(result: unknown, turn: Turn): unknown
}

/**
 * Runs a handler in one synchronous transaction, if it has always been over when it returned. Such a
 * transaction keeps no call from arriving, and costs a tenth of one that is held open.
 */
export function runAtOnce(object: SqlObject, options: Run): Outcome {
  const { turn, transaction } = options
  let returned: unknown
  transaction.isAtOnce = true
  try {
    return object.storage.transactionSync(() => {
      returned = options.run()
      return isOver(turn, returned)
        ? answerAtOnce(object, options, returned)
        : settle(object, options, returned)
    })
  } catch (error) {
    // It went outside or called sync(), so what it had committed is undone as well.
    if (turn.committed) object.state.forget(turn)
    // The handler's own error, now that all is undone.
    if (error === failed) return { result: returned }
    // If its code continues to a commit point, that must not store what it does from here on.
    turn.abandon()
    if (returned instanceof Promise) returned.catch(() => undefined)
    throw error
  } finally {
    transaction.isAtOnce = false
    transaction.wasAtOnce = true
    if (returned instanceof Promise || !turn.isSettled) object.queue.reconsider()
  }
}

const failed = new Error('The handler failed.')

function isOver(turn: Turn, returned: unknown): boolean {
  return turn.isSettled && !turn.branches && !isThenable(returned)
}

function answerAtOnce(object: SqlObject, { turn, toAnswer }: Run, returned: unknown): Outcome {
  flush(turn)
  const answer = toAnswer(returned, turn)
  object.writeAll(turn)
  return { answer }
}

/** It returned a promise, or has not awaited what it began. */
function settle(object: SqlObject, { turn, habit }: Run, returned: unknown): Outcome {
  const isSettled = turn.isSettled && !turn.branches && returned instanceof Promise
  // There is nothing to undo.
  if (turn.sqlWrites === 0) {
    if (!isSettled) habit.giveUp()
    return { result: returned }
  }
  const { peeked, isShort } = isSettled ? peek(returned) : { peeked: 'pending', isShort: true }
  if (peeked === 'failed') throw failed
  if (peeked !== 'data' || !isShort) habit.giveUp()
  if (peeked === 'pending') throw waitsUnseen(turn.describe())
  if (peeked !== 'data') throw unreadable(object, turn)
  flush(turn)
  object.writeAll(turn)
  return { result: returned }
}

function flush(turn: Turn): void {
  if (turn.holds && !turn.gone) turn.state?.flush({ isLast: true })
}

/** From now on it runs in a transaction that is held open, so the same call can be made again. */
export function waitsUnseen(handler: string): Error {
  const message = `${handler} writes with ctx.sql and waits for something, which it has not done before, so that nothing of it was stored. Write async and await in its own text, so that it is run in a transaction that is held open meanwhile.`
  return Object.assign(new Error(message), { retryable: true })
}

function unreadable(object: SqlObject, turn: Turn): DurableObjectBusyError {
  return new DurableObjectBusyError(
    `${turn.describe()} writes with ctx.sql and gives an answer of another kind than before, which cannot be looked at before it is stored. Nothing of it was stored; call it again.`,
    object.identity.fields,
  )
}
