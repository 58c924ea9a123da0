import { assertFunction } from '../handler/assert-function.ts'
import type { ObjectHost } from '../object-host.ts'
import { openSql } from '../sql/sql.ts'
import { runTransaction, runTransactionSync } from '../transactions/savepoints.ts'
import type { Turn } from '../turns/turn.ts'
import { checkedKey, toEntries } from './checked-keys.ts'
import { deleteEverything } from './deletion.ts'
import { createOperations, track } from './storage-operations.ts'

/** `ctx.storage` of one handler: as the platform's, with every call a part of the handler. */
export function createStorage(host: ObjectHost, own: Turn): DurableObjectStorage {
  const native = host.native.storage
  const turn = (): Turn => own.current
  let kv: SyncKvStorage | undefined
  let sql: SqlStorage | undefined
  const storage = {
    ...createOperations(host, turn),
    deleteAll: (options?: DurableObjectPutOptions) =>
      track(turn(), deleteEverything(host, turn(), options)),
    transaction: <T>(fn: (txn: DurableObjectTransaction) => Promise<T>) => {
      assertFunction(fn, 'ctx.storage.transaction')
      return turn().alive
        ? turn().track(runTransaction(host, turn(), fn))
        : host.runLate(turn(), (late) => runTransaction(host, late, fn))
    },
    transactionSync: <T>(fn: () => T) => runTransactionSync(host, turn(), fn),
    sync: () => track(turn(), syncTurn(host, turn())),
    getCurrentBookmark: () => native.getCurrentBookmark(),
    getBookmarkForTime: (time: number | Date) => native.getBookmarkForTime(time),
    onNextSessionRestoreBookmark: (bookmark: string) => {
      if (own.reads) own.refuseChange('call ctx.storage.onNextSessionRestoreBookmark()')
      return native.onNextSessionRestoreBookmark(bookmark)
    },
    get kv() {
      kv ??= createSyncKeyValue(host, turn)
      return kv
    },
    get sql() {
      // It has all methods of the platform's type.
      sql ??= openSql(host, own) as unknown as SqlStorage
      return sql
    },
  }
  // A literal cannot spell the overloads of the platform's type.
  return storage as DurableObjectStorage
}

/** A commit point, since handlers call it before they report a change to something outside. */
async function syncTurn(host: ObjectHost, turn: Turn): Promise<void> {
  if (turn.isNested) {
    throw new Error(
      `ctx.storage.sync() cannot be used inside a transaction, init or start ('${turn.handler}' of ${host.describe()}): nothing is written to disk before they end.`,
    )
  }
  // Another branch of the handler may be in a savepoint.
  while (turn.depth > 0) await turn.innerEnd
  const isMeant = (): boolean => turn.holds && !turn.isAway && !turn.reads
  if (isMeant()) {
    await host.transactions?.catchUp(turn)
    await (host.transactions ? host.transactions.endAll(turn) : host.commit(turn))
  }
  await turn.sync(host.native.storage.sync())
  if (isMeant()) await host.transactions?.hold(turn)
}

/** `ctx.storage.kv`. SQLite reads synchronously, so results are never promises. */
function createSyncKeyValue(host: ObjectHost, turn: () => Turn): SyncKvStorage {
  const { keys } = host
  const kv = {
    get: (key: string) => keys.get(checkedKey(key), turn().writes),
    list(options?: SyncKvListOptions) {
      const entries = keys.list(options ?? {}, turn().writes) as Map<string, unknown>
      return entries.entries()
    },
    put(key: string, value: unknown) {
      const current = turn()
      current.assertWritable(`put '${key}'`)
      keys.put(toEntries(checkedKey(key), value), current.writeBuffer())
    },
    delete(key: string) {
      const current = turn()
      current.assertWritable(`delete '${key}'`)
      return keys.delete(checkedKey(key), current.writeBuffer())
    },
  }
  // The caller names the type of the values that were put.
  return kv as SyncKvStorage
}
