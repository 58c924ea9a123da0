import type { ObjectHost } from '../object-host.ts'
import { createTransaction } from '../storage/storage-operations.ts'
import type { Frame } from '../turns/frame.ts'
import type { Turn } from '../turns/turn.ts'

/** Undoes what `fn` changed, and only that, when it throws. */
export function runSavepoint<T>(
  host: ObjectHost,
  turn: Turn,
  fn: () => T | Promise<T>,
): Promise<T> {
  return turn.nest((frame) => perform(host, turn, () => frame.run(fn)))
}

/** Undoes all that `fn` changed when it throws, or calls what it is given. */
async function perform<T>(
  host: ObjectHost,
  turn: Turn,
  fn: (rollBack: () => void) => Promise<T>,
): Promise<T> {
  let isUndone = false
  let isRolledBack = false
  try {
    return await host.nest(turn, async (transaction) => {
      // What was written beside it while it began is not a part of it.
      const undo = markTurn(turn)
      const rollBack = (): void => {
        isUndone = true
        // In one step, so that what is written beside it is undone everywhere or nowhere.
        transaction?.undo()
        undo()
      }
      try {
        const value = await fn(() => {
          isRolledBack = true
          turn.isRolledBack = true
          rollBack()
        })
        if (isRolledBack) undo()
        return value
      } catch (error) {
        if (!isUndone) rollBack()
        throw error
      }
    })
  } finally {
    if (isRolledBack) turn.isRolledBack = false
  }
}

type TransactionBody<T> = (txn: DurableObjectTransaction) => Promise<T>

/**
 * `ctx.storage.transaction`: a savepoint. Where statements are stored at once (`atomic: false`) it is a
 * transaction of the platform and a commit point.
 */
export function runTransaction<T>(
  host: ObjectHost,
  turn: Turn,
  fn: TransactionBody<T>,
): Promise<T> {
  return turn.nest(async (frame) => {
    turn.transactions += 1
    try {
      return await (host.hasSql && !host.isAtomic
        ? performWithSql(host, { turn, frame, fn })
        : performBody(host, { turn, frame, fn }))
    } finally {
      turn.transactions -= 1
    }
  })
}

interface Transacting<T> {
  turn: Turn
  frame: Frame
  fn: TransactionBody<T>
}

function performBody<T>(host: ObjectHost, { turn, frame, fn }: Transacting<T>): Promise<T> {
  return perform(host, turn, (rollBack) => {
    let rolledBack = false
    const rollback = (): void => {
      rolledBack = true
      rollBack()
    }
    const isOver = (): boolean => rolledBack || !frame.open
    return frame.run(() => fn(createTransaction(host, { turn, isOver, rollback })))
  })
}

/** The outermost is a commit point. */
async function performWithSql<T>(
  host: ObjectHost,
  { turn, frame, fn }: Transacting<T>,
): Promise<T> {
  const undo = markTurn(turn)
  const { writes } = turn
  const isOutermost = turn.transactions === 1
  let rolledBack = false
  let written = false
  const isOver = (): boolean => rolledBack || !frame.open
  try {
    const result = await host.transact(async (txn) => {
      const rollback = (): void => {
        txn.rollback()
        rolledBack = true
        undo()
      }
      const value = await frame.run(() => fn(createTransaction(host, { turn, isOver, rollback })))
      if (isOutermost && !rolledBack) written = host.write(turn)
      return value
    })
    if (rolledBack) undo()
    else if (isOutermost && turn.live) host.send(turn)
    return result
  } catch (error) {
    if (written) turn.writes = writes
    undo()
    // The rows are gone again; what is on disk has to be read anew.
    if (written) host.forget(turn)
    throw error
  }
}

export function runTransactionSync<T>(host: ObjectHost, turn: Turn, fn: () => T): T {
  if (!turn.reads) turn.assertWritable()
  const undo = markTurn(turn)
  try {
    return host.hasSql
      ? host.native.storage.transactionSync(() => assertResult(fn()))
      : assertResult(fn())
  } catch (error) {
    undo()
    throw error
  }
}

function assertResult<T>(value: T): T {
  if (!(value instanceof Promise)) return value
  value.catch(() => undefined)
  throw new TypeError(
    'The function given to transactionSync() returned a promise, and what it does later would not belong to the transaction. Use await ctx.storage.transaction(async (txn) => …).',
  )
}

/** Gives what takes state, keys, alarm and broadcasts back to where they are now. */
function markTurn(turn: Turn): () => void {
  const { live, gone, sqlWrites } = turn
  const { writes, broadcasts } = turn
  const mark = live?.mark()
  const written = writes?.mark() ?? 0
  const sent = broadcasts?.length ?? 0
  return () => {
    // What a revoked turn changed is undone already, and others go on from there.
    if (!turn.alive) return
    if (mark && turn.live === live) live?.undo(mark)
    // A state that was made after deleteAll().
    else Object.assign(turn, { live, gone })
    // Others are there where it has committed since then, which is not undone any more.
    turn.writes?.undo(turn.writes === writes ? written : 0)
    turn.sqlWrites = sqlWrites
    if (turn.broadcasts) turn.broadcasts.length = turn.broadcasts === broadcasts ? sent : 0
  }
}
