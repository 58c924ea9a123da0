import { plain } from '../state/index.ts'
import type { ObjectHost } from './object-host.ts'
import { createSql } from './sql.ts'
import { reservedPrefix } from './state-rows.ts'
import { runTransaction, runTransactionSync } from './transactions.ts'
import type { TurnRef } from './turn-ref.ts'

/**
 * `ctx.storage` of one handler: the platform's, where every call is part of the handler, so that
 * one nobody awaited neither outlives it nor fails in silence.
 */
export function createStorage(host: ObjectHost, ref: TurnRef): DurableObjectStorage {
  const native = host.native.storage
  const storage = host.transactionStorage
  const track = <T>(promise: Promise<T>): Promise<T> =>
    ref.turn.alive ? ref.turn.track(promise) : promise
  const operations = trackedOperations(storage, track)
  const own = {
    ...operations,
    setAlarm(time: number | Date, options?: DurableObjectSetAlarmOptions) {
      host.alarmChanges += 1
      return operations.setAlarm(time, options)
    },
    deleteAlarm(options?: DurableObjectSetAlarmOptions) {
      host.alarmChanges += 1
      return operations.deleteAlarm(options)
    },
    // The platform refuses it inside transactions, where it could not be undone.
    deleteAll: (options?: DurableObjectPutOptions) => track(host.deleteAll(ref.turn, options)),
    transaction: <T>(fn: (txn: DurableObjectTransaction) => Promise<T>) =>
      ref.turn.alive
        ? ref.turn.track(runTransaction(host, ref.turn, fn))
        : host.runLate(ref, () => runTransaction(host, ref.turn, fn)),
    transactionSync: <T>(fn: () => T) => runTransactionSync(host, ref.turn, fn),
    sync: () => track(native.sync()),
    getCurrentBookmark: () => native.getCurrentBookmark(),
    getBookmarkForTime: (time: number | Date) => native.getBookmarkForTime(time),
    onNextSessionRestoreBookmark: (bookmark: string) =>
      native.onNextSessionRestoreBookmark(bookmark),
    get kv() {
      return native.kv
    },
    get sql() {
      return createSql(native.sql) as unknown as SqlStorage
    },
  }
  // Overloads of the platform's type cannot be spelled in a literal.
  return own as DurableObjectStorage
}

type Operations = Pick<
  DurableObjectTransaction,
  'get' | 'put' | 'delete' | 'list' | 'getAlarm' | 'setAlarm' | 'deleteAlarm'
>
type Track = <T>(promise: Promise<T>) => Promise<T>

/** What storage and a transaction have in common. */
export function trackedOperations(storage: () => Operations, track: Track): Operations {
  const own = {
    get: (key: string | string[], options?: DurableObjectGetOptions) =>
      track(storage().get(refuse(key) as string, options)),
    put(key: string | Record<string, unknown>, value: unknown, options?: DurableObjectPutOptions) {
      if (typeof key === 'string') return track(storage().put(refuse(key), plain(value), options))
      refuse(Object.keys(key))
      // The second argument is the options here.
      return track(storage().put(plain(key), value as DurableObjectPutOptions))
    },
    delete: (key: string | string[], options?: DurableObjectPutOptions) =>
      track(storage().delete(refuse(key) as string, options)),
    list: (options?: DurableObjectListOptions) =>
      track(storage().list(options).then(withoutReserved)),
    getAlarm: (options?: DurableObjectGetAlarmOptions) => track(storage().getAlarm(options)),
    setAlarm: (time: number | Date, options?: DurableObjectSetAlarmOptions) =>
      track(storage().setAlarm(time, options)),
    deleteAlarm: (options?: DurableObjectSetAlarmOptions) => track(storage().deleteAlarm(options)),
  }
  return own as Operations
}

function refuse<K extends string | string[]>(key: K): K {
  const keys = Array.isArray(key) ? key : [key]
  const reserved = keys.find((one) => typeof one === 'string' && one.startsWith(reservedPrefix))
  if (reserved === undefined) return key
  throw new Error(`The key '${reserved}' is reserved: keys must not begin with ${reservedPrefix}.`)
}

function withoutReserved(entries: Map<string, unknown>): Map<string, unknown> {
  for (const key of entries.keys()) if (key.startsWith(reservedPrefix)) entries.delete(key)
  return entries
}
