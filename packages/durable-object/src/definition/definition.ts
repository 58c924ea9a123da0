import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Marks what `defineDurableObject` made, also across two copies of this package. */
export const definitionMark: unique symbol = Symbol.for('cloudwerk.durable-object.definition')

/**
 * What an app tells the types about itself. The generated files of `.cloudwerk/types` augment it;
 * nobody else has to.
 *
 * @internal
 */
// biome-ignore lint/suspicious/noEmptyInterface: augmented by generated files
export interface Register {}

/**
 * The app's `env`: exact once its types are generated, `Record<string, any>` before. What only the
 * deployed Worker has, a secret for example, is added by declaring `Cloudflare.Env`, as for any
 * Worker.
 */
export type Env = Register extends { env: infer Known }
  ? keyof Cloudflare.Env extends never
    ? Known
    : Known & Cloudflare.Env
  : Record<string, AnyValue>

// biome-ignore lint/suspicious/noExplicitAny: the one place where an open type is meant
export type AnyValue = any

/** `Request` whose `json()` gives `any`, so that a body can be used without a cast. */
export type HandlerRequest = { json<T = AnyValue>(): Promise<T> } & Request

/** A row of a query: numbers, strings, null and ArrayBuffers by name of their column. */
export type SqlRow = Record<string, SqlStorageValue>

/** What a statement did. */
export interface SqlResult {
  /** Rows written, those of indexes included, as the platform counts and bills them. */
  rowsWritten: number
  /** The row id of the last row that was inserted; undefined for other statements. */
  lastRowId: number | undefined
}

/**
 * The SQLite database of one object; there when its definition says `sqlite: true`, or how in an
 * object. All of it is synchronous. What a handler writes is a part of its commit and undone where it
 * fails, unless the definition says `sqlite: { atomic: false }`. Bindings, one for each `?` of the last
 * statement, come as an array or one by one: strings, numbers, buffers, null, and `undefined` as NULL.
 * Tables whose names begin with `__cloudwerk_` belong to `this.state` and cannot be used.
 *
 * @throws TypeError for a boolean, Date, object, NaN or a bigint beyond 2^53 as a binding, with its position.
 * @throws DurableObjectLimitError for a string or buffer of more than 2,000,000 bytes as a binding.
 * @throws Error with `statement`, the text of it, for what SQLite refuses, and without it for a write
 *   that could not be undone with the rest, since another branch of the handler is on its way outside.
 */
export interface ObjectSql {
  /** Runs one or more statements to their end. */
  run(query: string, ...bindings: unknown[]): SqlResult
  /**
   * Runs a query and gives the platform's cursor over its rows: `toArray()`, `one()`, `raw()`, or
   * iteration.
   */
  exec<Row extends SqlRow = Record<string, AnyValue>>(
    query: string,
    ...bindings: unknown[]
  ): SqlStorageCursor<Row>
  /** A statement to bind and run, as in D1 but without its promises. */
  prepare(query: string): SqlStatement
  /** Bytes that the object's database takes on disk. */
  readonly databaseSize: number
}

/** What `prepare` of `ctx.sql` gives. It can be run more than once. */
export interface SqlStatement {
  /** A copy of the statement with these bindings in place of earlier ones. */
  bind(...values: unknown[]): SqlStatement
  /** Runs it to its end. */
  run(): SqlResult
  /** All rows. */
  all<Row extends SqlRow = Record<string, AnyValue>>(): { results: Row[] }
  /**
   * The first row, or its value in `column`; null when there is none.
   *
   * @throws Error where the result has no such column.
   */
  first<Row extends SqlRow = Record<string, AnyValue>>(): Row | null
  first<Value extends SqlStorageValue = AnyValue>(column: string): Value | null
}

/** The object's own resources: `this.ctx` of a handler, and the argument of `init` and `start`. */
export interface ObjectContext {
  /**
   * Keys and values beside the state, and the object's alarm: the platform's `get`, `put`, `delete`,
   * `list`, `deleteAll`, `transaction`, `transactionSync`, `sync`, `setAlarm` (milliseconds since 1970
   * or a Date), `getAlarm`, `deleteAlarm`, and the synchronous `kv`.
   *
   * What differs: every call belongs to its handler, awaited or not, and its failure is the
   * handler's. What it puts, deletes and sets is stored in the handler's commit, together with the
   * state and what `ctx.sql` wrote, and until then only the handler sees it; `sync` commits all of it
   * so far. `transaction` and `transactionSync` are savepoints of all of it: a throw inside, or
   * `txn.rollback()`, undoes what was done in them. One call takes any number of keys. `deleteAll`
   * removes the state, the tables and the alarm as well, cannot be undone, and leaves a new object.
   * `storage.sql` is `ctx.sql`. The option `allowUnconfirmed` has no effect.
   *
   * @throws DurableObjectLimitError for a key or value that production refuses, and for more than
   *   16 MB of keys and values between two commits.
   * @throws DurableObjectConfigError from `setAlarm` where the definition has no `alarm`.
   */
  readonly storage: DurableObjectStorage
  /**
   * The object's SQLite database, whose statements are a part of the handler's commit.
   *
   * @throws DurableObjectConfigError unless the definition says `sqlite: true` or `{ atomic: … }`.
   */
  readonly sql: ObjectSql
  /** The Worker's bindings, variables and secrets. */
  readonly env: Env
  /** The object's id, with `toString()`, `equals(other)` and `name`. */
  readonly id: DurableObjectId
  /** The Worker's own entry points and objects, as the platform gives them. */
  readonly exports: DurableObjectState['exports']
  /**
   * Accepts a socket so that it stays open while the object sleeps; its events arrive as
   * `webSocketMessage`, `webSocketClose` and `webSocketError`. Up to 10 tags of 256 characters.
   *
   * @throws DurableObjectLimitError beyond those, and beyond 32,768 sockets.
   */
  acceptWebSocket(socket: WebSocket, tags?: string[]): void
  /** The accepted sockets, or those with this tag. */
  getWebSockets(tag?: string): WebSocket[]
  /** The tags that an accepted socket was given. */
  getTags(socket: WebSocket): string[]
  /** Answers one kind of message (a ping) without waking the object; without a pair, stops that. */
  setWebSocketAutoResponse(pair?: WebSocketRequestResponsePair): void
  /** What `setWebSocketAutoResponse` has set, or null. */
  getWebSocketAutoResponse(): WebSocketRequestResponsePair | null
  /** When this socket was last answered that way, or null. */
  getWebSocketAutoResponseTimestamp(socket: WebSocket): Date | null
  /** Keeps the object awake until the promise has settled. The handler does not wait for it. */
  waitUntil(promise: Promise<unknown>): void
  /**
   * Ends this instance of the object at once; what was not yet on disk is lost. An alarm that rings is
   * tried again, unless `retryAlarm` is false.
   */
  abort(reason?: string, options?: DurableObjectAbortOptions): void
}

/** Sockets that a broadcast leaves out. */
export type BroadcastExcept = WebSocket | readonly WebSocket[]

/** What every handler has on `this`, besides its own methods and helpers. */
export interface BuiltIns<State> {
  /**
   * The object's state. Change it in place: fields, arrays and their methods, Map, Set, Date,
   * `delete`; or assign a new one. It is written when the handler ends, and as it was before when
   * the handler throws. Stored are plain objects, arrays, strings, numbers, bigints, booleans, null,
   * undefined, Map, Set, Date, RegExp, `ArrayBuffer` and typed arrays.
   *
   * @throws DurableObjectStateError with `path` at the assignment of what cannot be stored.
   */
  state: State
  /** Storage, SQL, sockets, `env`. */
  readonly ctx: ObjectContext
  /** The object's id, 64 hex digits. */
  readonly id: string
  /** The name it was reached by; undefined for ids from `newUniqueId`. */
  readonly name: string | undefined
  /**
   * Sends to all accepted sockets but `except`, once the changes of this handler are on disk; not at
   * all when it throws. Strings and buffers are sent as they are, everything else as JSON. Message
   * and recipients are settled at the call.
   *
   * @throws TypeError for what JSON cannot say, with its path: `undefined`, a function, a Map, a promise.
   */
  broadcast(message: unknown, except?: BroadcastExcept): void
  /** Broadcasts `{ type: 'state', state }`. A method or helper of this name replaces it. */
  broadcastState(except?: BroadcastExcept): void
  /**
   * Accepts the request's WebSocket, so that it stays open while the object sleeps, and gives the
   * response for the client: 101, or 426 where the request asks for no WebSocket. A method or helper
   * of this name replaces it.
   */
  handleWebSocket(request: Request, tags?: string[]): Response
  /**
   * Within a handler a savepoint: when `fn` throws, what it changed (state, keys, alarm, tables,
   * broadcasts) is undone, and the error goes on to the caller. In code whose handler has ended (a
   * timer, a stream) it waits its turn and is a handler of its own. Resolves to what `fn` gives.
   */
  transaction<T>(fn: () => T | Promise<T>): Promise<T>
  /**
   * For slow work: commits what the handler changed so far, lets other handlers in while `fn` runs,
   * and waits for its turn again before it returns. The state may have changed meanwhile, and
   * writing it in `fn` throws. Several may run at once (`Promise.all`): the first to come back has
   * the object again for the handler. Await in `fn` what was begun in it: with `sqlite: true` nothing
   * that is still on its way arrives after it.
   *
   * @throws Error inside transactions, `init` and `start`, when the object was deleted meanwhile, and
   * when the handler has ended meanwhile (`Promise.race`).
   */
  outside<T>(fn: () => T | Promise<T>): Promise<T>
}

/** What is known about calls of an object's methods: the key `calls` of a definition. */
export interface ObjectCalls<Name extends string = string> {
  /**
   * Names of methods that change nothing: they run without waiting for a commit, several at a time
   * where nothing else waits, and see what was committed last. A change in one is an error. Default
   * none.
   */
  reads?: readonly Name[]
}

/** How long calls wait and handlers hold the object: the key `limits` of a definition. */
export interface ObjectLimits {
  /**
   * How long a call waits for its turn, in milliseconds, before it fails with a
   * `DurableObjectBusyError`. Default 30,000.
   */
  callTimeout?: number
  /**
   * How long a handler may hold the object while others wait, in milliseconds, before it is undone
   * and fails with a `DurableObjectBusyError`. Default 150,000. For an object with `sqlite: true`
   * whether or not others wait; default 15,000, and 20,000 at most.
   */
  holdLimit?: number
  /**
   * Whether calls that arrive while a commit is on its way run together after it and share the next
   * one, which makes a busy object several times faster. Default true.
   */
  groupCommit?: boolean
}

/** How an object uses its database: the key `sqlite` of a definition, where it is no boolean. */
export interface SqliteOptions {
  /**
   * Whether what a handler does in `ctx.sql` is stored in its commit, and undone where it fails, as
   * the state is. Default true. `false`: each statement is stored at once, and stays;
   * `ctx.storage.transaction` is one of the platform, and what it did stays as well once it has ended.
   */
  atomic?: boolean
}

/** The handlers that a definition may have, whatever its form. */
export interface Handlers extends ObjectLimits {
  /** The class name, where it should not follow from the file's: `chat-room.ts` is `ChatRoom`. */
  name?: string
  /**
   * `true` adds `ctx.sql`, whose statements are a part of their handler's commit;
   * `{ atomic: false }` adds it with statements that are stored at once and stay where the handler
   * fails. `false`, written out, is the legacy key-value backend, for classes that are stored as
   * such. Left out: SQLite-backed, without `ctx.sql`.
   */
  sqlite?: boolean | SqliteOptions
  /**
   * What makes a new object be stored. `'call'`, the default: its first call, whatever it does.
   * `'change'`: the first handler that changes its state, keys, tables or alarm, or `init` where it does
   * so itself. Until then what `init` gave is only in memory, and `init` runs again at the next wake, so
   * it must give the same each time: in dev and in tests it is run twice to see that.
   */
  createOn?: 'call' | 'change'
  /** Runs on each wake, after the state is loaded and before any other handler. */
  start?(ctx: ObjectContext): void | Promise<void>
  /**
   * Answers `stub.fetch(request)`, also for a WebSocket; without it the answer is 404 with
   * `NO_FETCH_HANDLER`. A body of up to 1 MiB is read beforehand, so that a slow upload does not hold
   * the object.
   */
  fetch?(request: HandlerRequest): Response | Promise<Response>
  /**
   * A message of an accepted socket. What it throws is logged; the socket stays open. While 1,024
   * messages of one socket wait for their turn, the next closes it with 1008.
   */
  webSocketMessage?(socket: WebSocket, message: string | ArrayBuffer): void | Promise<void>
  /** An accepted socket has closed; its close frame is answered already. */
  webSocketClose?(
    socket: WebSocket,
    code: number,
    reason: string,
    wasClean: boolean,
  ): void | Promise<void>
  /** An accepted socket has failed. Without this handler, the error is logged. */
  webSocketError?(socket: WebSocket, error: unknown): void | Promise<void>
  /**
   * The time of `ctx.storage.setAlarm` has come. When it throws, its changes are undone and it is
   * tried again after 2 s, 4 s and so on, an hour at most, until it succeeds; `info.retryCount` says
   * how often it was.
   */
  alarm?(info?: AlarmInvocationInfo): void | Promise<void>
  /**
   * How long calls wait and handlers hold the object. Each limit may also be given beside this key
   * instead of in it, not in both places.
   */
  limits?: ObjectLimits
}

/**
 * What `defineDurableObject` gives: the definition as frozen data, with the same keys. The build, or
 * `toDurableObjectClass`, turns it into a class.
 */
export interface DurableObjectDefinition<State, Methods, Helpers> extends Handlers {
  readonly [definitionMark]: true
  schema?: StandardSchemaV1<unknown, State>
  init?(ctx: ObjectContext): unknown
  methods?: Methods
  helpers?: Helpers
  // Open, so that a definition can be spread into another one.
  calls?: ObjectCalls<AnyValue>
}

/** A definition of any state, methods and helpers. */
export type AnyDurableObjectDefinition = DurableObjectDefinition<AnyValue, AnyValue, AnyValue>
