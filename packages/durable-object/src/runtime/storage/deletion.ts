import type { ObjectIdentity } from '../object-identity.ts'
import type { ObjectState } from '../object-state.ts'
import type { AlarmState } from '../time/alarm-state.ts'
import type { SqlTransactions } from '../transactions/sql-transactions.ts'
import type { Turn } from '../turns/turn.ts'

export interface DeletionOwner {
  readonly identity: ObjectIdentity
  readonly storage: DurableObjectStorage
  readonly state: ObjectState
  readonly alarms: AlarmState
  /** Defined where handlers are atomic with SQL. */
  readonly transactions: SqlTransactions | undefined
}

/** Deletes the object, including its state. The next handler finds a new object. */
export function deleteEverything(
  owner: DeletionOwner,
  turn: Turn,
  options?: DurableObjectPutOptions,
): Promise<void> {
  turn.assertWritable('call ctx.storage.deleteAll()')
  if (turn.isAtOnce) throw new Error('deleteAll() must be awaited, in a method that is async.')
  if (turn.depth > 0) {
    throw new Error(
      `deleteAll() cannot be undone, so it cannot be used inside a transaction, init or start ('${turn.handler}' of ${owner.identity.describe()}).`,
    )
  }
  const { state, storage, transactions } = owner
  const { writes } = turn
  turn.writes = undefined
  const dropping = transactions?.dropAll(turn)
  const deleteStored = (): Promise<void> => {
    // Before compatibility date 2026-02-24, the platform's `deleteAll` keeps the alarm.
    state.writeAlarm(writes)
    owner.alarms.shared?.handBack()
    const deleting = storage.deleteAll(options)
    owner.alarms.shared?.forget()
    return deleting
  }
  const deleted = dropping ? dropping.then(deleteStored) : deleteStored()
  const deleting = transactions ? deleteWithin(transactions, turn, deleted) : deleted
  owner.alarms.noteChange()
  state.clear(
    turn,
    `${owner.identity.describe()} was deleted by its handler '${turn.handler}' (deleteAll), so parts of its old state cannot be changed. Assign the complete state of the new object, this.state = { … }, or leave that to init at the next call.`,
  )
  // What is stored then has to be read again.
  deleting.catch(() => state.rows.forget())
  return deleting
}

/** The deletion cannot be part of a transaction, so what the handler does next is in another one. */
async function deleteWithin(
  transactions: SqlTransactions,
  turn: Turn,
  deleted: Promise<void>,
): Promise<void> {
  const { transaction } = turn
  if (!transaction) return deleted
  transaction.isDeleting = true
  await transaction.cross(deleted).finally(() => {
    transaction.isDeleting = false
  })
  if (turn.holds) await transactions.hold(turn)
}
