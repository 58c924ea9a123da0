import type { AnyValue, ObjectContext, ObjectSql } from '../definition.ts'
import { DurableObjectConfigError } from '../errors.ts'
import type { Blueprint } from './object-host.ts'

/** Makes `this.ctx`: the platform's context with the parts that are ours beside it. */
export function createContext(
  blueprint: Blueprint,
  ctx: DurableObjectState,
  env: AnyValue,
): ObjectContext {
  const sql = blueprint.definition.sqlite ? createSql(ctx.storage.sql) : undefined
  return {
    storage: ctx.storage,
    env,
    id: ctx.id,
    acceptWebSocket: (socket, tags) => ctx.acceptWebSocket(socket, tags),
    getWebSockets: (tag) => ctx.getWebSockets(tag),
    getTags: (socket) => ctx.getTags(socket),
    waitUntil: (promise) => ctx.waitUntil(promise),
    get sql(): ObjectSql {
      if (sql) return sql
      throw new DurableObjectConfigError(
        `${blueprint.name} has no ctx.sql. Add sqlite: true to its definition.`,
        { objectName: blueprint.name, objectId: ctx.id.toString() },
      )
    },
  }
}

function createSql(native: SqlStorage): ObjectSql {
  return {
    exec: (query, ...bindings) => native.exec(query, ...spread(bindings)),
    run(query, ...bindings) {
      const cursor = native.exec(query, ...spread(bindings))
      cursor.toArray()
      return { rowsWritten: cursor.rowsWritten }
    },
  }
}

/** Bindings come as one array or one by one. */
function spread(bindings: unknown[]): unknown[] {
  const [first] = bindings
  return bindings.length === 1 && Array.isArray(first) ? first : bindings
}
