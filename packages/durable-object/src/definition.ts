import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Marks what `defineDurableObject` made, also across two copies of this package. */
export const definitionMark: unique symbol = Symbol.for('cloudwerk.durable-object.definition')

/**
 * What an app tells the types about itself. The generated files of `.cloudwerk/types` augment it;
 * nobody else has to.
 */
// biome-ignore lint/suspicious/noEmptyInterface: augmented by generated files
export interface Register {}

/**
 * The app's `env`: exact once types are generated, open before. What only the deployed Worker has, a
 * secret for example, is added by declaring `Cloudflare.Env`, as for any Worker.
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

/** A row of a query: numbers, strings, null and ArrayBuffers by column name. */
export type SqlRow = Record<string, SqlStorageValue>

/** What a statement did. */
export interface SqlResult {
  rowsWritten: number
  /** The row id of the last row that was inserted; undefined for other statements. */
  lastRowId: number | undefined
}

/**
 * The SQL of one object; there when its definition says `sqlite: true`. Bindings, one for each `?`
 * of the last statement, come as an array or one by one; `undefined` is NULL.
 *
 * @throws TypeError for a boolean, Date, object, NaN or unsafe bigint as a binding, with its position.
 * @throws Error with `statement` for what SQLite refuses.
 */
export interface ObjectSql {
  /** Runs one or more statements to their end. */
  run(query: string, ...bindings: unknown[]): SqlResult
  /** Runs a query and gives the platform's cursor: `toArray()`, `one()`, `raw()`, iteration. */
  exec<Row extends SqlRow = Record<string, AnyValue>>(
    query: string,
    ...bindings: unknown[]
  ): SqlStorageCursor<Row>
  /** A statement as in D1, whose results are there at once. */
  prepare(query: string): SqlStatement
  /** Bytes of the object's database. */
  readonly databaseSize: number
}

export interface SqlStatement {
  /** The same statement with these bindings. */
  bind(...values: unknown[]): SqlStatement
  run(): SqlResult
  all<Row extends SqlRow = Record<string, AnyValue>>(): { results: Row[] }
  /** The first row, or its value in `column`; null when there is none. */
  first<Row extends SqlRow = Record<string, AnyValue>>(): Row | null
  first<Value extends SqlStorageValue = AnyValue>(column: string): Value | null
}

/** `this.ctx` of a handler, and the argument of `init` and `start`. */
export interface ObjectContext {
  readonly storage: DurableObjectStorage
  /** Throws a `DurableObjectConfigError` unless the definition says `sqlite: true`. */
  readonly sql: ObjectSql
  readonly env: Env
  readonly id: DurableObjectId
  /** The Worker's own entry points and objects, as the platform gives them. */
  readonly exports: DurableObjectState['exports']
  acceptWebSocket(socket: WebSocket, tags?: string[]): void
  getWebSockets(tag?: string): WebSocket[]
  getTags(socket: WebSocket): string[]
  setWebSocketAutoResponse(pair?: WebSocketRequestResponsePair): void
  getWebSocketAutoResponse(): WebSocketRequestResponsePair | null
  getWebSocketAutoResponseTimestamp(socket: WebSocket): Date | null
  waitUntil(promise: Promise<unknown>): void
  /** Ends this instance of the object at once; what was not yet on disk is lost. */
  abort(reason?: string): void
}

/** Sockets that a broadcast leaves out. */
export type BroadcastExcept = WebSocket | readonly WebSocket[]

/** What every handler has on `this`, besides its own methods and helpers. */
export interface BuiltIns<State> {
  state: State
  readonly ctx: ObjectContext
  /** The object's id, 64 hex digits. */
  readonly id: string
  /** The name it was reached by; undefined for ids made with `newUniqueId`. */
  readonly name: string | undefined
  /**
   * Sends to all accepted sockets but `except`, once the changes of this handler are on disk; not at
   * all when it throws. Strings and buffers are sent as they are, everything else as JSON.
   */
  broadcast(message: unknown, except?: BroadcastExcept): void
  /** Broadcasts `{ type: 'state', state }`. */
  broadcastState(except?: BroadcastExcept): void
  /** Accepts a WebSocket for hibernation and gives the 101 response. */
  handleWebSocket(request: Request, tags?: string[]): Response
  /**
   * Within a handler a savepoint: when `fn` throws, what it changed in the state is undone. In code
   * whose handler has ended (a timer, a stream) it waits its turn and is a handler of its own.
   */
  transaction<T>(fn: () => T | Promise<T>): Promise<T>
  /**
   * For slow work: commits what the handler changed so far, lets other handlers in while `fn` runs,
   * and waits for its turn again before it returns. The state may have changed meanwhile.
   */
  outside<T>(fn: () => T | Promise<T>): Promise<T>
}

/** The handlers that a definition may have, whatever its form. */
export interface Handlers {
  /** The class name, where it should not follow from the file's name. */
  name?: string
  /** `true` adds `ctx.sql`. `false`, written out, means the legacy key-value backend. Default: neither. */
  sqlite?: boolean
  /** How long a call waits for its turn, in milliseconds. Default 30,000. */
  callTimeout?: number
  /** How long a handler may hold the object while others wait, in milliseconds. Default 150,000. */
  holdLimit?: number
  /**
   * Whether calls that arrive while a commit is on its way run together after it and share the next
   * one, which makes a busy object several times faster. Default true.
   */
  groupCommit?: boolean
  /** Runs on each wake, after the state is loaded. */
  start?(ctx: ObjectContext): void | Promise<void>
  fetch?(request: HandlerRequest): Response | Promise<Response>
  webSocketMessage?(socket: WebSocket, message: string | ArrayBuffer): void | Promise<void>
  webSocketClose?(
    socket: WebSocket,
    code: number,
    reason: string,
    wasClean: boolean,
  ): void | Promise<void>
  webSocketError?(socket: WebSocket, error: unknown): void | Promise<void>
  alarm?(info?: AlarmInvocationInfo): void | Promise<void>
}

/** A definition as data. `toDurableObjectClass` turns it into a class. */
export interface DurableObjectDefinition<State, Methods, Helpers> extends Handlers {
  readonly [definitionMark]: true
  schema?: StandardSchemaV1<unknown, State>
  init?(ctx: ObjectContext): unknown
  methods?: Methods
  helpers?: Helpers
}

export type AnyDurableObjectDefinition = DurableObjectDefinition<AnyValue, AnyValue, AnyValue>
