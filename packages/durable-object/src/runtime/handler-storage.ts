import { plain } from '../state/index.ts'
import { assertFunction } from './assert-function.ts'
import { deleteEverything } from './deletion.ts'
import type { ObjectHost } from './object-host.ts'
import { createOperations, refuse, track } from './operations.ts'
import { createSql } from './sql.ts'
import { assertEntry } from './storage-limits.ts'
import { runTransaction, runTransactionSync } from './transactions.ts'
import type { Turn } from './turn.ts'

/** `ctx.storage` of one handler: the platform's, where every call is part of the handler. */
export function createStorage(host: ObjectHost, own: Turn): DurableObjectStorage {
  const native = host.native.storage
  const turn = (): Turn => own.current
  let kv: SyncKvStorage | undefined
  let sql: SqlStorage | undefined
  const storage = {
    ...createOperations(host, { target: host.storage, turn }),
    deleteAll: (options?: DurableObjectPutOptions) =>
      track(turn(), deleteEverything(host, turn(), options)),
    transaction: <T>(fn: (txn: DurableObjectTransaction) => Promise<T>) => {
      assertFunction(fn, 'ctx.storage.transaction')
      return turn().alive
        ? turn().track(runTransaction(host, turn(), fn))
        : host.runLate(turn(), (late) => runTransaction(host, late, fn))
    },
    transactionSync: <T>(fn: () => T) => runTransactionSync(host, turn(), fn),
    sync: () => track(turn(), native.sync()),
    getCurrentBookmark: () => native.getCurrentBookmark(),
    getBookmarkForTime: (time: number | Date) => native.getBookmarkForTime(time),
    onNextSessionRestoreBookmark: (bookmark: string) =>
      native.onNextSessionRestoreBookmark(bookmark),
    get kv() {
      kv ??= createSyncKeyValue(native.kv, turn)
      return kv
    },
    get sql() {
      // Ours does all that the platform's does.
      sql ??= createSql(host, own) as unknown as SqlStorage
      return sql
    },
  }
  // Overloads of the platform's type cannot be spelled in a literal.
  return storage as DurableObjectStorage
}

function createSyncKeyValue(native: SyncKvStorage, turn: () => Turn): SyncKvStorage {
  return {
    get: (key) => native.get(refuse(key)),
    list: (options) => native.list(options),
    put(key, value) {
      turn().assertWritable()
      const own = plain(value)
      assertEntry(refuse(key), own, false)
      turn().writes += 1
      native.put(key, own)
    },
    delete(key) {
      turn().assertWritable()
      return native.delete(refuse(key))
    },
  }
}
