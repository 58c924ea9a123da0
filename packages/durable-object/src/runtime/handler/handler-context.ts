import type { AnyValue } from '../../definition/any-value.ts'
import type { Caller, ObjectContext } from '../../definition/context.ts'
import type { ObjectSql } from '../../definition/object-sql.ts'
import type { Env } from '../../definition/register.ts'
import type { ObjectSocket } from '../../definition/sockets.ts'
import type { Features } from '../features/features.ts'
import { noFeature } from '../features/no-feature.ts'
import type { Emitted } from '../live/live-owner.ts'
import { openSql } from '../sql/open-sql.ts'
import type { HandlerStorageOwner } from '../storage/handler-storage.ts'
import type { ObjectTime } from '../time/object-time.ts'
import { messageOf, tellLost } from '../turns/lost-errors.ts'
import type { Turn } from '../turns/turn.ts'
import { callerOf } from './caller.ts'
import { refuseFields } from './refuse-fields.ts'

export interface ContextOwner extends HandlerStorageOwner {
  readonly features: Features
  readonly native: DurableObjectState
  readonly env: AnyValue
  readonly live: Pages | undefined
  /** What waits for its time, where the definition or the storage has such things. */
  findTime(): ObjectTime | undefined
}

/** The pages that follow an object. Handlers do not see their sockets. */
export interface Pages {
  has(socket: WebSocket): boolean
  isOwnPing(pair: WebSocketRequestResponsePair): boolean
  emit(turn: Turn, emitted: Emitted): void
  disconnect(turn: Turn, whom: unknown): void
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
    Object.preventExtensions(this)
  }

  static partsOf(context: HandlerContext): ContextParts {
    return { owner: context.#owner, turn: context.#turn }
  }

  static isOfPlatform(context: HandlerContext, field: string): boolean {
    return #owner in context && field in context.#owner.native
  }

  get id(): DurableObjectId {
    return this.#owner.native.id
  }

  get caller(): Caller {
    return callerOf(this.#turn.current)
  }

  get env(): Env {
    return this.#owner.env
  }

  get exports(): DurableObjectState['exports'] {
    return this.#owner.native.exports
  }

  get props(): AnyValue {
    return this.#owner.native.props
  }

  get facets(): DurableObjectFacets {
    return this.#owner.native.facets
  }

  get container(): Container | undefined {
    return this.#owner.native.container
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
    features.sockets.accept(this.#owner, this.#turn.current, { server: socket, tags })
  }

  getWebSockets(tag?: string): ObjectSocket[] {
    const { features, live, native } = this.#owner
    const found = features.sockets?.list(native, tag) ?? native.getWebSockets(tag)
    // With the property that the feature adds.
    const sockets = found as ObjectSocket[]
    return live ? sockets.filter((socket) => !live.has(socket)) : sockets
  }

  getTags(socket: WebSocket): string[] {
    return this.#owner.native.getTags(socket)
  }

  setWebSocketAutoResponse(pair?: WebSocketRequestResponsePair): void {
    this.#owner.native.setWebSocketAutoResponse(pair)
  }

  getWebSocketAutoResponse(): WebSocketRequestResponsePair | null {
    const { live, native } = this.#owner
    const pair = native.getWebSocketAutoResponse()
    return pair && live?.isOwnPing(pair) ? null : pair
  }

  getWebSocketAutoResponseTimestamp(socket: WebSocket): Date | null {
    return this.#owner.native.getWebSocketAutoResponseTimestamp(socket)
  }

  /** The platform drops such a handler where it waits, and its turn would never end (workerd 1.20261006). */
  setHibernatableWebSocketEventTimeout(): never {
    throw new TypeError(
      'this.ctx.setHibernatableWebSocketEventTimeout cannot be used: a handler that takes longer would be dropped where it waits, and hold the object for ever. limits: { holdLimit } in the definition ends such a handler, and undoes it.',
    )
  }

  getHibernatableWebSocketEventTimeout(): number | null {
    return this.#owner.native.getHibernatableWebSocketEventTimeout()
  }

  blockConcurrencyWhile(): never {
    throw new TypeError(
      'this.ctx.blockConcurrencyWhile cannot be used: handlers of an object run one after another, so nothing else runs before this one has ended. Await in the handler, or, what each wake needs, in start().',
    )
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

refuseFields(HandlerContext.prototype, {
  set: (_, field) =>
    `this.ctx.${field} cannot be set: each handler has a ctx of its own, so it would be lost at its end. Keep it in this.state, or, where it need not be stored, in this.memory.`,
  get: (context, field) =>
    HandlerContext.isOfPlatform(context, field)
      ? `this.ctx.${field} cannot be used: it is newer than this version of Cloudwerk, which does not know whether it can be part of a handler that is undone. Update Cloudwerk, or export a class of your own from app/worker.ts for it.`
      : undefined,
})

/** The platform says nothing of it (workerd 1.20261006). */
function tellLateFailure(turn: Turn, error: unknown): void {
  tellLost({
    kind: `waitUntil ${turn.handler}`,
    message: `What ${turn.describe()} gave to ctx.waitUntil failed: ${messageOf(error)}. Catch it there, if it may fail.`,
    error,
  })
}
