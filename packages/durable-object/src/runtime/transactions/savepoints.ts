import type { ObjectState } from '../object-state.ts'
import type { Turn } from '../turns/turn.ts'
import type { CommitPoints } from './commit-points.ts'
import type { OpenTransaction } from './open-transaction.ts'
import type { SqlTransactions } from './sql-transactions.ts'

export interface SavepointOwner extends CommitPoints {
  readonly state: ObjectState
  /** Defined where handlers are atomic with SQL. */
  readonly transactions: SqlTransactions | undefined
}

/** Undoes what `fn` changed, and only that, when it throws. */
export function runSavepoint<T>(
  owner: SavepointOwner,
  turn: Turn,
  fn: () => T | Promise<T>,
): Promise<T> {
  return turn.nest((frame) => perform(owner, turn, () => frame.run(fn)))
}

/** Undoes all that `fn` changed if it throws, or if it calls the function that it is given. */
export async function perform<T>(
  owner: SavepointOwner,
  turn: Turn,
  fn: (rollBack: () => void) => Promise<T>,
): Promise<T> {
  let isUndone = false
  let isRolledBack = false
  try {
    return await nest(owner, turn, async (transaction) => {
      // Writes of other branches while the savepoint began are not part of it.
      const undo = markTurn(turn)
      const rollBack = (): void => {
        isUndone = true
        // In one step, so that writes of other branches are undone everywhere or nowhere.
        transaction?.undo()
        undo()
      }
      try {
        const value = await fn(() => {
          isRolledBack = true
          noteRollback(turn, true)
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
    if (isRolledBack) noteRollback(turn, false)
  }
}

function noteRollback({ transaction }: Turn, isRolledBack: boolean): void {
  if (transaction) transaction.isRolledBack = isRolledBack
}

/** Runs `fn` so that its SQL can be undone by itself. The state and the keys have marks for that. */
function nest<T>(
  { transactions }: SavepointOwner,
  turn: Turn,
  fn: (transaction?: OpenTransaction) => Promise<T>,
): Promise<T> {
  return transactions && !turn.reads ? transactions.nest(turn, fn) : fn()
}

/** Gives a function that returns the state, the keys, the alarm and the broadcasts to what they are now. */
export function markTurn(turn: Turn): () => void {
  const { state, gone, sqlWrites, writes, broadcasts } = turn
  const mark = state?.mark()
  const written = writes?.mark() ?? 0
  const sent = broadcasts?.length ?? 0
  return () => {
    // The changes of a revoked turn are undone already, and others continue from there.
    if (!turn.alive) return
    if (mark && turn.state === state) state?.undo(mark)
    // A state that was made after deleteAll().
    else Object.assign(turn, { state, gone })
    // If it has committed since then, these are new ones, and what was committed stays.
    turn.writes?.undo(turn.writes === writes ? written : 0)
    turn.sqlWrites = sqlWrites
    if (turn.broadcasts) turn.broadcasts.length = turn.broadcasts === broadcasts ? sent : 0
  }
}
