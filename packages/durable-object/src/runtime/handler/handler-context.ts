import type { ObjectContext } from '../../definition/context.ts'
import type { ObjectSql } from '../../definition/object-sql.ts'
import type { Env } from '../../definition/register.ts'
import { acceptSocket } from '../events/accept-socket.ts'
import type { ObjectHost } from '../object-host.ts'
import { openSql } from '../sql/sql.ts'
import { createStorage } from '../storage/handler-storage.ts'
import { messageOf, tellLost } from '../turns/lost.ts'
import type { Turn } from '../turns/turn.ts'
import { refuseFields } from './refuse-fields.ts'

/**
 * `this.ctx`: the platform's context with the parts that are ours in place of its own. A class,
 * since one is made for each handler and a literal would make all of its functions anew.
 */
export class HandlerContext implements ObjectContext {
  readonly #host: ObjectHost
  readonly #turn: Turn
  #storage: DurableObjectStorage | undefined
  #sql: ObjectSql | undefined

  constructor(host: ObjectHost, turn: Turn) {
    this.#host = host
    this.#turn = turn
  }

  get id(): DurableObjectId {
    return this.#host.native.id
  }

  get env(): Env {
    return this.#host.env
  }

  get exports(): DurableObjectState['exports'] {
    return this.#host.native.exports
  }

  get storage(): DurableObjectStorage {
    this.#storage ??= createStorage(this.#host, this.#turn)
    return this.#storage
  }

  get sql(): ObjectSql {
    this.#sql ??= openSql(this.#host, this.#turn)
    return this.#sql
  }

  acceptWebSocket(socket: WebSocket, tags?: string[]): void {
    acceptSocket(this.#host, socket, tags)
  }

  getWebSockets(tag?: string): WebSocket[] {
    return this.#host.native.getWebSockets(tag)
  }

  getTags(socket: WebSocket): string[] {
    return this.#host.native.getTags(socket)
  }

  setWebSocketAutoResponse(pair?: WebSocketRequestResponsePair): void {
    this.#host.native.setWebSocketAutoResponse(pair)
  }

  getWebSocketAutoResponse(): WebSocketRequestResponsePair | null {
    return this.#host.native.getWebSocketAutoResponse()
  }

  getWebSocketAutoResponseTimestamp(socket: WebSocket): Date | null {
    return this.#host.native.getWebSocketAutoResponseTimestamp(socket)
  }

  waitUntil(promise: Promise<unknown>): void {
    const turn = this.#turn.current
    const work = Promise.resolve(promise)
    if (turn.alive) turn.leaveBehind(work)
    this.#host.native.waitUntil(work.catch((error) => tellLateFailure(turn, error)))
  }

  abort(reason?: string, options?: DurableObjectAbortOptions): void {
    this.#host.native.abort(reason, options)
  }
}

refuseFields(
  HandlerContext.prototype,
  (_, field) =>
    `this.ctx.${field} cannot be set: each handler has a ctx of its own, so it would be lost at its end. Keep it in this.state, or, where it need not be stored, in a Map of the module by this.id.`,
)

/** The platform says nothing of it (workerd 1.20261006). */
function tellLateFailure(turn: Turn, error: unknown): void {
  tellLost({
    kind: `waitUntil ${turn.handler}`,
    message: `What ${turn.describe()} gave to ctx.waitUntil failed: ${messageOf(error)}. Catch it there, if it may fail.`,
    error,
  })
}
