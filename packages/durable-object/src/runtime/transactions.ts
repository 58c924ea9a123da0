import { trackedOperations } from './handler-storage.ts'
import type { ObjectHost } from './object-host.ts'
import type { Turn } from './turn.ts'

/** Undoes what `fn` changed in the state, and only that, when it throws. */
export function runSavepoint<T>(turn: Turn, fn: () => T | Promise<T>): Promise<T> {
  return turn.runExclusive(async () => {
    const undo = markTurn(turn)
    try {
      return await turn.trackApart(fn)
    } catch (error) {
      undo()
      throw error
    }
  })
}

/** A transaction of the storage that covers the state too. The outermost is a commit point. */
export function runTransaction<T>(
  host: ObjectHost,
  turn: Turn,
  fn: (txn: DurableObjectTransaction) => Promise<T>,
): Promise<T> {
  return turn.runExclusive(async () => {
    const undo = markTurn(turn)
    const outermost = turn.transactions === 0
    let rolledBack = false
    let written = false
    turn.transactions += 1
    try {
      const result = await host.queue.withoutTimers(() =>
        host.native.storage.transaction(async (txn) => {
          const rollback = () => {
            rolledBack = true
            txn.rollback()
          }
          const own = {
            ...trackedOperations(
              () => txn,
              (call) => turn.track(call),
            ),
            rollback,
          }
          const value = await turn.trackApart(() => fn(own))
          if (outermost && !rolledBack) written = host.write(turn)
          return value
        }),
      )
      if (rolledBack) undo()
      else if (outermost && turn.live) host.send(turn)
      return result
    } catch (error) {
      undo()
      // The rows are gone again; what is on disk has to be read anew.
      if (written) host.forget(turn)
      throw error
    } finally {
      turn.transactions -= 1
    }
  })
}

export function runTransactionSync<T>(host: ObjectHost, turn: Turn, fn: () => T): T {
  const undo = markTurn(turn)
  try {
    return host.native.storage.transactionSync(fn)
  } catch (error) {
    undo()
    throw error
  }
}

/** Gives what takes state and broadcasts back to where they are now. */
function markTurn(turn: Turn): () => void {
  const mark = turn.live?.mark()
  const sent = turn.broadcasts.length
  return () => {
    if (mark) turn.live?.undo(mark)
    turn.broadcasts.length = Math.min(sent, turn.broadcasts.length)
  }
}
