import { assertFunction } from '../handler/assert-function.ts'
import { type OpeningOwner, openSql } from '../sql/open-sql.ts'
import {
  runTransaction,
  runTransactionSync,
  type TransactionOwner,
} from '../transactions/storage-transactions.ts'
import type { Turn } from '../turns/turn.ts'
import { checkedKey, toEntries } from './checked-keys.ts'
import { type DeletionOwner, deleteEverything } from './deletion.ts'
import { createOperations, track } from './storage-operations.ts'
import { writesOf } from './write-buffer.ts'

export interface HandlerStorageOwner extends TransactionOwner, DeletionOwner, OpeningOwner {
  /** Gives code whose handler has ended a turn of its own. */
  runLate<T>(ended: Turn, fn: (turn: Turn) => T | Promise<T>): Promise<T>
}

/** `ctx.storage` of one handler: as the platform's, with every call a part of the handler. */
export function createStorage(owner: HandlerStorageOwner, handlerTurn: Turn): DurableObjectStorage {
  const native = owner.storage
  const turn = (): Turn => handlerTurn.current
  let kv: SyncKvStorage | undefined
  let sql: SqlStorage | undefined
  const storage = {
    ...createOperations(owner, turn),
    deleteAll: (options?: DurableObjectPutOptions) =>
      track(turn(), deleteEverything(owner, turn(), options)),
    transaction: <T>(fn: (txn: DurableObjectTransaction) => Promise<T>) => {
      assertFunction(fn, 'ctx.storage.transaction')
      return turn().alive
        ? turn().track(runTransaction(owner, turn(), fn))
        : owner.runLate(turn(), (late) => runTransaction(owner, late, fn))
    },
    transactionSync: <T>(fn: () => T) => runTransactionSync(owner, turn(), fn),
    sync: () => track(turn(), syncTurn(owner, turn())),
    getCurrentBookmark: () => native.getCurrentBookmark(),
    getBookmarkForTime: (time: number | Date) => native.getBookmarkForTime(time),
    onNextSessionRestoreBookmark: (bookmark: string) => {
      if (handlerTurn.reads)
        handlerTurn.refuseChange('call ctx.storage.onNextSessionRestoreBookmark()')
      return native.onNextSessionRestoreBookmark(bookmark)
    },
    get kv() {
      kv ??= createSyncKeyValue(owner, turn)
      return kv
    },
    get sql() {
      // It has all methods of the platform's type.
      sql ??= openSql(owner, handlerTurn) as unknown as SqlStorage
      return sql
    },
  }
  // A literal cannot spell the overloads of the platform's type.
  return storage as DurableObjectStorage
}

/** A commit point, since handlers call it before they report a change to something outside. */
async function syncTurn(owner: HandlerStorageOwner, turn: Turn): Promise<void> {
  if (turn.isNested) {
    throw new Error(
      `ctx.storage.sync() cannot be used inside a transaction, init or start ('${turn.handler}' of ${owner.identity.describe()}): nothing is written to disk before they end.`,
    )
  }
  // Another branch of the handler may be in a savepoint.
  while (turn.depth > 0) await turn.innerEnd
  const isMeant = (): boolean => turn.holds && !turn.isAway && !turn.reads
  if (isMeant()) {
    await owner.transactions?.catchUp(turn)
    await (owner.transactions ? owner.transactions.endAll(turn) : owner.commit(turn))
  }
  await turn.sync(owner.storage.sync())
  if (isMeant()) await owner.transactions?.hold(turn)
}

/** `ctx.storage.kv`. SQLite reads synchronously, so results are never promises. */
function createSyncKeyValue({ keys }: HandlerStorageOwner, turn: () => Turn): SyncKvStorage {
  const kv = {
    get: (key: string) => keys.get(checkedKey(key), turn().writes),
    list(options?: SyncKvListOptions) {
      const entries = keys.list(options ?? {}, turn().writes) as Map<string, unknown>
      return entries.entries()
    },
    put(key: string, value: unknown) {
      const current = turn()
      current.assertWritable(`put '${key}'`)
      keys.put(toEntries(checkedKey(key), value), writesOf(current))
    },
    delete(key: string) {
      const current = turn()
      current.assertWritable(`delete '${key}'`)
      return keys.delete(checkedKey(key), writesOf(current))
    },
  }
  // The caller names the type of the values that were put.
  return kv as SyncKvStorage
}
