import { createTransaction } from '../storage/storage-operations.ts'
import { runPlatformTransaction } from './platform-transaction.ts'
import { markTurn } from './savepoints.ts'
import type { Transacting, TransactionOwner } from './storage-transactions.ts'

/**
 * `ctx.storage.transaction` where statements are stored at once (`atomic: false`): a transaction of the
 * platform. The outermost is a commit point.
 */
export async function runStoredAtOnce<T>(
  owner: TransactionOwner,
  { turn, frame, fn }: Transacting<T>,
): Promise<T> {
  const undo = markTurn(turn)
  const { writes } = turn
  const isOutermost = turn.transactions === 1
  let rolledBack = false
  let written = false
  const isOver = (): boolean => rolledBack || !frame.open
  try {
    const result = await runPlatformTransaction(owner, async (txn) => {
      const rollback = (): void => {
        txn.rollback()
        rolledBack = true
        undo()
      }
      const value = await frame.run(() => fn(createTransaction(owner, { turn, isOver, rollback })))
      if (isOutermost && !rolledBack) written = owner.state.write(turn)
      return value
    })
    if (rolledBack) undo()
    else if (isOutermost && turn.state) owner.send(turn)
    return result
  } catch (error) {
    if (written) turn.writes = writes
    undo()
    // The rows are gone again; what is on disk has to be read again.
    if (written) owner.state.forget(turn)
    throw error
  }
}
