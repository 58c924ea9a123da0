import { LiveState, plain } from '../../state/index.ts'
import type { ObjectHost } from '../object-host.ts'
import type { Turn } from '../turns/turn.ts'
import { stateOptions } from '../waking/wake.ts'

/** Deletes the object, including its state. The next handler finds a new object. */
export function deleteEverything(
  host: ObjectHost,
  turn: Turn,
  options?: DurableObjectPutOptions,
): Promise<void> {
  turn.assertWritable('call ctx.storage.deleteAll()')
  if (turn.isAtOnce) throw new Error('deleteAll() must be awaited, in a method that is async.')
  if (turn.depth > 0) {
    throw new Error(
      `deleteAll() cannot be undone, so it cannot be used inside a transaction, init or start ('${turn.handler}' of ${host.describe()}).`,
    )
  }
  const { writes } = turn
  turn.writes = undefined
  const dropping = host.transactions?.dropAll(turn)
  const deleteStored = (): Promise<void> => {
    // Before compatibility date 2026-02-24, the platform's `deleteAll` keeps the alarm.
    host.writeAlarm(writes)
    return host.native.storage.deleteAll(options)
  }
  const deleted = dropping ? dropping.then(deleteStored) : deleteStored()
  const deleting = host.isAtomic ? deleteWithin(host, turn, deleted) : deleted
  host.alarmChanges += 1
  host.forget(
    turn,
    `${host.describe()} was deleted by its handler '${turn.handler}' (deleteAll), so parts of its old state cannot be changed. Assign the complete state of the new object, this.state = { … }, or leave that to init at the next call.`,
  )
  host.rows.clear()
  host.storedName.clear()
  turn.gone = 'deleted'
  // What is stored then has to be read again.
  deleting.catch(() => host.rows.forget())
  return deleting
}

/** The deletion cannot be part of a transaction, so what the handler does next is in another one. */
async function deleteWithin(host: ObjectHost, turn: Turn, deleted: Promise<void>): Promise<void> {
  turn.isDeleting = true
  await turn.cross(deleted).finally(() => {
    turn.isDeleting = false
  })
  if (turn.holds) await host.transactions?.hold(turn)
}

/** `this.state = value` after `deleteAll`: the new object's state, so that `init` does not run. */
export function recreate(host: ObjectHost, turn: Turn, value: unknown): void {
  turn.assertWritable()
  if (turn.gone !== 'deleted' || host.isAwake) {
    throw new Error(
      `${host.describe()} was deleted while '${turn.handler}' was running, and may be a new object by now, so '${turn.handler}' cannot set its state.`,
    )
  }
  // Parts of the old state may be in it.
  turn.live = LiveState.create(host.rows, plain(value), stateOptions(host))
  turn.gone = undefined
}
