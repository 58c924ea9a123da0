import type { AnyValue } from './any-value.ts'
import type { ObjectJobs } from './jobs.ts'
import type { ObjectSql } from './object-sql.ts'
import type { Env } from './register.ts'
import type { ObjectSchedules } from './schedules.ts'
import type { ObjectSocket } from './sockets.ts'

/**
 * Who calls a handler: a page through `live`, another object or a route over RPC (`fetch` for its requests),
 * the alarm, a job, a socket, or the object itself for `init` and `start`.
 */
export type Caller =
  | {
      readonly kind: 'live'
      /** What the route gave to `live()` for the connection: who is calling. */
      readonly viewer: AnyValue
    }
  | { readonly kind: 'rpc' | 'fetch' | 'alarm' | 'job' | 'socket' | 'start' }

/** The object's own resources: `this.ctx` of a handler, and the argument of `init` and `start`. */
export interface ObjectContext {
  /**
   * Keys and values beside the state, and the object's alarm: the platform's `get`, `put`, `delete`,
   * `list`, `deleteAll`, `transaction`, `transactionSync`, `sync`, `setAlarm` (a Date, or milliseconds
   * since 1970), `getAlarm`, `deleteAlarm`, and the synchronous `kv`.
   *
   * What differs: every call belongs to its handler, awaited or not, and fails the handler if it fails.
   * Writes are stored in the handler's commit, together with the state and what `ctx.sql` wrote; until
   * then only the handler sees them. `sync` commits everything so far. `transaction` and
   * `transactionSync` are savepoints for all of it: an error inside, or `txn.rollback()`, undoes what
   * they changed. One call takes any number of keys. `deleteAll` also removes the state, the tables and
   * the alarm, cannot be undone, and leaves a new object. `storage.sql` is `ctx.sql`. The option
   * `allowUnconfirmed` has no effect.
   *
   * @throws DurableObjectLimitError for a key or value that is too large in production, and for more
   *   than 16 MB of keys and values between two commits.
   * @throws DurableObjectConfigError from `setAlarm` where the definition has no `alarm`.
   */
  readonly storage: DurableObjectStorage
  /**
   * The object's SQLite database. Its statements are part of the handler's commit.
   *
   * @throws DurableObjectConfigError unless the definition has `sqlite: true` or `{ atomic: … }`.
   */
  readonly sql: ObjectSql
  /**
   * The jobs that the object has stored.
   *
   * @throws DurableObjectConfigError where the definition has neither `jobs`, `schedules` nor `expires`.
   */
  readonly jobs: ObjectJobs
  /**
   * The schedules of this object, which may differ from those of the definition.
   *
   * @throws DurableObjectConfigError where the definition has no `schedules`.
   */
  readonly schedules: ObjectSchedules
  /** The Worker's bindings, variables and secrets. */
  readonly env: Env
  /** Who calls the handler: `{ kind: 'live', viewer }` for a page, `{ kind: 'rpc' }` for a stub. */
  readonly caller: Caller
  /** The object's id, with `toString()`, `equals(other)` and `name`. */
  readonly id: DurableObjectId
  /** The Worker's own entry points and object classes, from the platform. */
  readonly exports: DurableObjectState['exports']
  /** What the platform gave the class as its `props`; `{}` without. */
  readonly props: AnyValue
  /**
   * Objects inside this one, each with a class and a storage of its own: `get`, `abort`, `delete`, `clone`.
   * What they store is no part of the handler's commit, and stays where the object is deleted.
   */
  readonly facets: DurableObjectFacets
  /** The object's container; undefined where the configuration has none. What it does is not undone. */
  readonly container: Container | undefined
  /**
   * Accepts a socket that stays open while the object hibernates. Its events arrive at
   * `webSocketMessage`, `webSocketClose` and `webSocketError`. It can have up to 10 tags of 256
   * characters.
   *
   * @throws DurableObjectLimitError for more or longer tags, and for more than 32,768 sockets.
   */
  acceptWebSocket(socket: WebSocket, tags?: string[]): void
  /** The accepted sockets, or those with this tag. */
  getWebSockets(tag?: string): ObjectSocket[]
  /** The tags of an accepted socket. */
  getTags(socket: WebSocket): string[]
  /** Answers one message, such as a ping, without waking the object; without a pair, stops doing so. */
  setWebSocketAutoResponse(pair?: WebSocketRequestResponsePair): void
  /** The pair that `setWebSocketAutoResponse` set, or null. */
  getWebSocketAutoResponse(): WebSocketRequestResponsePair | null
  /** When this socket last got an automatic response, or null. */
  getWebSocketAutoResponseTimestamp(socket: WebSocket): Date | null
  /**
   * Refused, since the platform drops a handler that takes longer where it waits, so that it would hold the object
   * for ever. `limits: { holdLimit }` ends such a handler, and undoes it.
   *
   * @throws TypeError always.
   */
  setHibernatableWebSocketEventTimeout(milliseconds: never): never
  /** Null: no such limit is set. */
  getHibernatableWebSocketEventTimeout(): number | null
  /**
   * Refused, since handlers run one after another: nothing else runs before this one has ended. Await in the
   * handler, or, what each wake needs, in `start`.
   *
   * @throws TypeError always.
   */
  blockConcurrencyWhile(callback: never): never
  /** Keeps the object awake until the promise settles. The handler does not wait for it. */
  waitUntil(promise: Promise<unknown>): void
  /**
   * Ends the object after this handler, unless that fails: its storage is deleted, with its alarm, jobs and
   * schedules, and its sockets are closed with 4001. The next call finds a new object.
   */
  destroy(): void
  /**
   * Ends this instance of the object at once; what is not yet on disk is lost. An alarm that is ringing
   * is tried again, unless `retryAlarm` is false.
   */
  abort(reason?: string, options?: DurableObjectAbortOptions): void
}

/** The sockets that a broadcast leaves out. */
export type BroadcastExcept = WebSocket | readonly WebSocket[]

/** Who gets a broadcast. */
export interface BroadcastOptions {
  /** The socket, or sockets, that it leaves out. Default: none. */
  except?: BroadcastExcept | undefined
  /** Only sockets with this tag, or with any of these. Default: all. */
  tags?: string | readonly string[] | undefined
}

/**
 * The members of `this` in every handler, besides the object's methods and helpers. A definition with the key
 * `memory` has `this.memory` as well, one with `jobs` `this.jobs`, and one with `live` `this.emit` and
 * `this.disconnect`. Other fields cannot be set.
 */
export interface BuiltIns<State> {
  /**
   * The object's state. Change it in place (fields, arrays and their methods, Map, Set, Date, `delete`)
   * or assign a new one. It is written when the handler ends, and restored when the handler throws. It
   * can contain plain objects, arrays, strings, numbers, bigints, booleans, null, undefined, Map, Set,
   * Date, RegExp, `ArrayBuffer` and typed arrays.
   *
   * @throws DurableObjectStateError with `path` at the assignment of a value that cannot be stored.
   */
  state: State
  /** Storage, SQL, sockets, `env`. */
  readonly ctx: ObjectContext
  /** The object's id, 64 hex digits. */
  readonly id: string
  /** The name the object was reached by; undefined for ids from `newUniqueId`. */
  readonly name: string | undefined
  /**
   * Sends a message to all accepted sockets, or to those that `to` names, once the changes of this handler are on disk;
   * not at all when the handler throws. Strings and buffers are sent as they are, everything else as
   * JSON. Message and recipients are fixed at the time of the call. A socket, or an array of them, in place of
   * `to` is what it leaves out.
   *
   * @throws TypeError for what cannot be encoded as JSON, with its path: `undefined`, a function, a Map, a
   *   promise.
   */
  broadcast(message: unknown, to?: BroadcastOptions | BroadcastExcept): void
  /** Broadcasts `{ type: 'state', state }`. A method or helper of this name replaces it. */
  broadcastState(to?: BroadcastOptions | BroadcastExcept): void
  /**
   * Accepts the request's WebSocket, which stays open while the object hibernates, and returns the
   * response for the client: 101, or 426 where the request does not ask for a WebSocket. `sockets.accept` and
   * `sockets.open` run once `fetch` has returned that response; a refusal of `accept` then replaces it. `tags` are
   * added to those of `accept`. A method or helper of this name replaces it.
   */
  handleWebSocket(request: Request, tags?: string[]): Response
  /**
   * Within a handler, a savepoint: when `fn` throws, its changes (state, keys, alarm, tables, broadcasts)
   * are undone and the error is passed on. In code whose handler has ended (a timer, a stream), it waits
   * its turn and runs as a handler of its own. Resolves to the result of `fn`.
   */
  transaction<T>(fn: () => T | Promise<T>): Promise<T>
  /**
   * For slow work: commits the changes so far, lets other handlers run while `fn` does, and waits for its
   * turn again before it resolves to the result of `fn`. The state may have changed meanwhile, and
   * writing it inside `fn` throws. Several can run at once (`Promise.all`): the first to come back has
   * the object again for the handler. Await in `fn` what you start in it: with `sqlite: true`, nothing
   * that is still pending arrives after `fn` has ended.
   *
   * @throws Error inside transactions, `init` and `start`, when the object was deleted meanwhile, and
   *   when the handler has ended meanwhile (`Promise.race`).
   */
  outside<T>(fn: () => T | Promise<T>): Promise<T>
}
