import type { Frame } from './frame.ts'
import type { ObjectHost } from './object-host.ts'
import { createTransaction } from './operations.ts'
import type { Turn } from './turn.ts'

/** Undoes what `fn` changed in the state, and only that, when it throws. */
export function runSavepoint<T>(turn: Turn, fn: () => T | Promise<T>): Promise<T> {
  return turn.nest(async (frame) => {
    const undo = markTurn(turn)
    try {
      return await frame.run(fn)
    } catch (error) {
      undo()
      throw error
    }
  })
}

type TransactionBody<T> = (txn: DurableObjectTransaction) => Promise<T>

/** A transaction of the storage that covers the state too. The outermost is a commit point. */
export function runTransaction<T>(
  host: ObjectHost,
  turn: Turn,
  fn: TransactionBody<T>,
): Promise<T> {
  return turn.nest(async (frame) => {
    if (turn.transactions > 0 && host.isLegacy) refuseNesting()
    turn.transactions += 1
    try {
      return await host.queue.withoutTimers(() => perform(host, { turn, frame, fn }))
    } finally {
      turn.transactions -= 1
    }
  })
}

async function perform<T>(
  host: ObjectHost,
  { turn, frame, fn }: { turn: Turn; frame: Frame; fn: TransactionBody<T> },
): Promise<T> {
  const undo = markTurn(turn)
  const undoWrites = markWrites(host, turn)
  const isOutermost = turn.transactions === 1
  let rolledBack = false
  let written = false
  const takeBack = (): void => {
    undo()
    undoWrites()
  }
  try {
    const result = await host.transact(async (txn) => {
      const rollback = (): void => {
        txn.rollback()
        host.leaveTransaction()
        rolledBack = true
      }
      const value = await frame.run(() => fn(createTransaction(host, { turn, txn, rollback })))
      if (isOutermost && !rolledBack) written = host.write(turn)
      return value
    })
    if (rolledBack) takeBack()
    else if (isOutermost && turn.live) host.send(turn)
    return result
  } catch (error) {
    takeBack()
    // The rows are gone again; what is on disk has to be read anew.
    if (written) host.forget(turn)
    throw error
  }
}

export function runTransactionSync<T>(host: ObjectHost, turn: Turn, fn: () => T): T {
  turn.assertWritable()
  const undo = markTurn(turn)
  const undoWrites = markWrites(host, turn)
  try {
    return host.native.storage.transactionSync(() => {
      const value = fn()
      if (!(value instanceof Promise)) return value
      value.catch(() => undefined)
      throw new TypeError(
        'The function given to transactionSync() returned a promise, and what it does later would not belong to the transaction. Use await ctx.storage.transaction(async (txn) => …).',
      )
    })
  } catch (error) {
    undo()
    undoWrites()
    throw error
  }
}

function refuseNesting(): never {
  throw new Error(
    'The legacy key-value backend (sqlite: false) has no transactions within transactions. Use this.transaction() to undo changes of the state alone.',
  )
}

/** Gives what takes state and broadcasts back to where they are now. */
function markTurn(turn: Turn): () => void {
  const { live, gone } = turn
  const mark = live?.mark()
  const sent = turn.broadcasts?.length ?? 0
  return () => {
    // What a revoked turn changed is undone already, and others go on from there.
    if (!turn.alive) return
    if (mark && turn.live === live) live?.undo(mark)
    // A state that was made after deleteAll().
    else Object.assign(turn, { live, gone })
    if (turn.broadcasts) turn.broadcasts.length = Math.min(sent, turn.broadcasts.length)
  }
}

/** What was counted as written beside the state is not written when its transaction is undone. */
function markWrites(host: ObjectHost, turn: Turn): () => void {
  const { alarmChanges } = host
  const { writes, alarmChanges: own } = turn
  return () => {
    turn.writes = writes
    host.alarmChanges = alarmChanges
    turn.alarmChanges = own
  }
}
