import { Bare as BareClass } from '../contenders/bare.ts'
import type { Environment } from '../contenders/contender.ts'
import { counted } from '../contenders/counted.ts'
import { evictable } from '../contenders/evictable.ts'
import { RawKv as RawKvClass } from '../contenders/raw-kv.ts'
import { RawSql as RawSqlClass } from '../contenders/raw-sql.ts'
import { Chat as ChatClass, Megaphone as MegaphoneClass } from '../contenders/rooms-by-hand.ts'
import { SqlHandlers as SqlHandlersClass } from '../contenders/sql-handlers-by-hand.ts'
import { StorageCalls as StorageCallsClass } from '../contenders/storage-calls-by-hand.ts'
import { WholeState as WholeStateClass } from '../contenders/whole-state.ts'
import { driveBindings } from './drive-bindings.ts'

export const Bare = evictable(BareClass)
export const RawSql = evictable(RawSqlClass)
export const RawKv = evictable(RawKvClass)
export const Chat = ChatClass
export const Megaphone = MegaphoneClass
export const WholeState = WholeStateClass
export const StorageCalls = StorageCallsClass
export const SqlHandlers = SqlHandlersClass
export const RawSqlCounted = counted(RawSqlClass)
export const RawKvCounted = counted(RawKvClass)

/** A worker that does not use our packages. */
export default {
  fetch: (request: Request, env: Environment): Promise<Response> => driveBindings(request, env),
}
