import type { AnyValue } from '../../definition/any-value.ts'
import type { ObjectContext } from '../../definition/context.ts'
import type { ObjectSql } from '../../definition/object-sql.ts'
import type { Env } from '../../definition/register.ts'
import type { Features } from '../features/features.ts'
import { noFeature } from '../features/no-feature.ts'
import { openSql } from '../sql/open-sql.ts'
import type { HandlerStorageOwner } from '../storage/handler-storage.ts'
import type { ObjectTime } from '../time/object-time.ts'
import { messageOf, tellLost } from '../turns/lost-errors.ts'
import type { Turn } from '../turns/turn.ts'
import { refuseFields } from './refuse-fields.ts'

export interface ContextOwner extends HandlerStorageOwner {
  readonly features: Features
  readonly native: DurableObjectState
  readonly env: AnyValue
  /** What waits for its time, where the definition or the storage has such things. */
  findTime(): ObjectTime | undefined
}

/** What every context has. The rest is added by the features `jobs` and `destroy`. */
type CommonContext = Omit<ObjectContext, 'jobs' | 'schedules' | 'destroy'>

/** A context, as those features find it. */
export interface ContextParts {
  owner: ContextOwner
  turn: Turn
}

/**
 * `this.ctx`: the platform's context, with our storage, SQL and sockets in place of its own. A class,
 * since a literal would create all of its functions again for each handler.
 */
export class HandlerContext implements CommonContext {
  readonly #owner: ContextOwner
  readonly #turn: Turn
  #storage: DurableObjectStorage | undefined
  #sql: ObjectSql | undefined

  constructor(owner: ContextOwner, turn: Turn) {
    this.#owner = owner
    this.#turn = turn
  }

  static partsOf(context: HandlerContext): ContextParts {
    return { owner: context.#owner, turn: context.#turn }
  }

  get id(): DurableObjectId {
    return this.#owner.native.id
  }

  get env(): Env {
    return this.#owner.env
  }

  get exports(): DurableObjectState['exports'] {
    return this.#owner.native.exports
  }

  get storage(): DurableObjectStorage {
    const { features, identity } = this.#owner
    if (!features.storage) throw noFeature(identity, 'ctx.storage')
    this.#storage ??= features.storage.open(this.#owner, this.#turn)
    return this.#storage
  }

  get sql(): ObjectSql {
    this.#sql ??= openSql(this.#owner, this.#turn)
    return this.#sql
  }

  acceptWebSocket(socket: WebSocket, tags?: string[]): void {
    const { features, identity } = this.#owner
    if (!features.sockets) throw noFeature(identity, 'ctx.acceptWebSocket')
    features.sockets.accept(this.#owner, socket, tags)
  }

  getWebSockets(tag?: string): WebSocket[] {
    return this.#owner.native.getWebSockets(tag)
  }

  getTags(socket: WebSocket): string[] {
    return this.#owner.native.getTags(socket)
  }

  setWebSocketAutoResponse(pair?: WebSocketRequestResponsePair): void {
    this.#owner.native.setWebSocketAutoResponse(pair)
  }

  getWebSocketAutoResponse(): WebSocketRequestResponsePair | null {
    return this.#owner.native.getWebSocketAutoResponse()
  }

  getWebSocketAutoResponseTimestamp(socket: WebSocket): Date | null {
    return this.#owner.native.getWebSocketAutoResponseTimestamp(socket)
  }

  waitUntil(promise: Promise<unknown>): void {
    const turn = this.#turn.current
    const work = Promise.resolve(promise)
    if (turn.alive) turn.leaveBehind(work)
    this.#owner.native.waitUntil(work.catch((error) => tellLateFailure(turn, error)))
  }

  abort(reason?: string, options?: DurableObjectAbortOptions): void {
    this.#owner.native.abort(reason, options)
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
