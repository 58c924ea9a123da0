import { DurableObjectBusyError } from '../../errors.ts'
import type { ObjectHost } from '../object-host.ts'
import type { Turn } from '../turns/turn.ts'
import { type Habit, isThenable } from './habits.ts'
import { peek } from './peek.ts'

/** What a handler gave: what its caller gets, or what it returned. */
export type Outcome = { answer: unknown } | { result: unknown }

interface Run {
  turn: Turn
  habit: Habit
  run(): unknown
  toAnswer(result: unknown, turn: Turn): unknown
}

/**
 * Runs a handler that has always been over when it returned within one synchronous transaction, which
 * keeps nobody from arriving and costs a tenth of one that is held open.
 */
export function runAtOnce(host: ObjectHost, options: Run): Outcome {
  const { turn } = options
  let returned: unknown
  turn.isAtOnce = true
  try {
    return host.native.storage.transactionSync(() => {
      returned = options.run()
      return isOver(turn, returned)
        ? answerAtOnce(host, options, returned)
        : settle(host, options, returned)
    })
  } catch (error) {
    // What went outside or called sync() has written already, and is taken back as well.
    if (turn.committed) host.forget(turn)
    // Its own error, now that all is undone.
    if (error === failed) return { result: returned }
    // A commit point that it is on its way to must not store what is left of it.
    turn.failed = true
    turn.abandoned = true
    if (returned instanceof Promise) returned.catch(() => undefined)
    throw error
  } finally {
    turn.isAtOnce = false
    turn.wasAtOnce = true
    if (returned instanceof Promise || !turn.isSettled) host.queue.reconsider()
  }
}

const failed = new Error('The handler failed.')

function isOver(turn: Turn, returned: unknown): boolean {
  return turn.isSettled && !turn.branches && !isThenable(returned)
}

function answerAtOnce(host: ObjectHost, { turn, toAnswer }: Run, returned: unknown): Outcome {
  flush(turn)
  const answer = toAnswer(returned, turn)
  host.writeAll(turn)
  return { answer }
}

/** It returned a promise, or has not awaited what it began. */
function settle(host: ObjectHost, { turn, habit }: Run, returned: unknown): Outcome {
  const isSettled = turn.isSettled && !turn.branches && returned instanceof Promise
  // There is nothing that would have to be undone.
  if (turn.sqlWrites === 0) {
    if (!isSettled) habit.giveUp()
    return { result: returned }
  }
  const { peeked, isShort } = isSettled ? peek(returned) : { peeked: 'pending', isShort: true }
  if (peeked === 'failed') throw failed
  if (peeked !== 'data' || !isShort) habit.giveUp()
  if (peeked === 'pending') throw new Error(waitsUnseen(turn.describe()))
  if (peeked !== 'data') throw unreadable(host, turn)
  flush(turn)
  host.writeAll(turn)
  return { result: returned }
}

function flush(turn: Turn): void {
  if (turn.holds && !turn.gone) turn.live?.flush({ isLast: true })
}

export function waitsUnseen(handler: string): string {
  return `${handler} writes with ctx.sql and waits for something, which it has not done before, so that nothing of it was stored. Write async and await in its own text, so that it is run in a transaction that is held open meanwhile.`
}

function unreadable(host: ObjectHost, turn: Turn): DurableObjectBusyError {
  return new DurableObjectBusyError(
    `${turn.describe()} writes with ctx.sql and gives an answer of another kind than before, which cannot be looked at before it is stored. Nothing of it was stored; call it again.`,
    { objectName: host.blueprint.name, objectId: host.id },
  )
}
