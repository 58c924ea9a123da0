import type { ClassSql } from '../features/features.ts'
import { createTransaction, type StorageOwner } from '../storage/storage-operations.ts'
import type { Frame } from '../turns/frame.ts'
import type { Turn } from '../turns/turn.ts'
import type { PlatformTransactionOwner } from './platform-transaction.ts'
import { markTurn, perform, type SavepointOwner } from './savepoints.ts'

export interface TransactionOwner extends SavepointOwner, PlatformTransactionOwner, StorageOwner {
  /** Defined where handlers reach SQL. */
  readonly sql: ClassSql | undefined
}

type TransactionBody<T> = (txn: DurableObjectTransaction) => Promise<T>

/**
 * `ctx.storage.transaction`: a savepoint. Where statements are stored at once (`atomic: false`) it is a
 * transaction of the platform and a commit point.
 */
export function runTransaction<T>(
  owner: TransactionOwner,
  turn: Turn,
  fn: TransactionBody<T>,
): Promise<T> {
  return turn.nest(async (frame) => {
    turn.transactions += 1
    try {
      return await (owner.sql && !owner.transactions
        ? owner.sql.runTransaction(owner, { turn, frame, fn })
        : performBody(owner, { turn, frame, fn }))
    } finally {
      turn.transactions -= 1
    }
  })
}

export interface Transacting<T> {
  turn: Turn
  frame: Frame
  fn: TransactionBody<T>
}

function performBody<T>(owner: TransactionOwner, { turn, frame, fn }: Transacting<T>): Promise<T> {
  return perform(owner, turn, (rollBack) => {
    let rolledBack = false
    const rollback = (): void => {
      rolledBack = true
      rollBack()
    }
    const isOver = (): boolean => rolledBack || !frame.open
    return frame.run(() => fn(createTransaction(owner, { turn, isOver, rollback })))
  })
}

export function runTransactionSync<T>(owner: TransactionOwner, turn: Turn, fn: () => T): T {
  if (!turn.reads) turn.assertWritable()
  const undo = markTurn(turn)
  try {
    return owner.sql ? owner.storage.transactionSync(() => assertResult(fn())) : assertResult(fn())
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
