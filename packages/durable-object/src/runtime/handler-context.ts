import type { ObjectContext, ObjectSql } from '../definition.ts'
import { DurableObjectConfigError } from '../errors.ts'
import { createStorage } from './handler-storage.ts'
import type { ObjectHost } from './object-host.ts'
import { acceptSocket } from './socket-limits.ts'
import { createSql } from './sql.ts'
import type { Turn } from './turn.ts'

/** Makes `this.ctx`: the platform's context with the parts that are ours in place of its own. */
export function createContext(host: ObjectHost, turn: Turn): ObjectContext {
  const { native, blueprint } = host
  let storage: DurableObjectStorage | undefined
  let sql: ObjectSql | undefined
  return {
    id: native.id,
    env: host.env,
    get storage() {
      storage ??= createStorage(host, turn)
      return storage
    },
    get sql() {
      if (!blueprint.definition.sqlite) {
        throw new DurableObjectConfigError(
          `${blueprint.name} has no ctx.sql. Add sqlite: true to its definition.`,
          { objectName: blueprint.name, objectId: host.id },
        )
      }
      sql ??= createSql(host, turn)
      return sql
    },
    get exports() {
      return native.exports
    },
    acceptWebSocket: (socket, tags) => acceptSocket(host, socket, tags),
    getWebSockets: (tag) => native.getWebSockets(tag),
    getTags: (socket) => native.getTags(socket),
    setWebSocketAutoResponse: (pair) => native.setWebSocketAutoResponse(pair),
    getWebSocketAutoResponse: () => native.getWebSocketAutoResponse(),
    getWebSocketAutoResponseTimestamp: (socket) => native.getWebSocketAutoResponseTimestamp(socket),
    waitUntil: (promise) => native.waitUntil(promise),
    abort: (reason) => native.abort(reason),
  }
}
