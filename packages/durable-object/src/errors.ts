export interface DurableObjectErrorOptions {
  /** The object's class name: `Counter`. */
  objectName?: string | undefined
  /** The object's id, 64 hex digits. */
  objectId?: string | undefined
  cause?: unknown
}

/**
 * The base class of all errors that Cloudwerk throws for an object. `instanceof` also works at callers: in
 * routes, other objects and tests.
 */
export class DurableObjectError extends Error {
  override readonly name: string = 'DurableObjectError'
  /** Identifies the class where `instanceof` cannot: `DURABLE_OBJECT_BUSY`. */
  readonly code: string
  /** The class name of the object that the error is about, if any: `Counter`. */
  objectName: string | undefined
  /** The id of the object that the error is about, if any: 64 hex digits. */
  objectId: string | undefined

  constructor(code: string, message: string, options: DurableObjectErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.objectName = options.objectName
    this.objectId = options.objectId
  }
}

/**
 * Thrown by `durableObjects.X` where the app has no object `X`. The message lists the app's objects. `code`
 * is `DURABLE_OBJECT_NOT_FOUND`.
 */
export class DurableObjectNotFoundError extends DurableObjectError {
  override readonly name = 'DurableObjectNotFoundError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_NOT_FOUND', message, options)
  }
}

/**
 * Thrown for a definition that cannot work, or that lacks something a handler uses; and by calls from Node
 * where no dev server runs the objects. The message says what is wrong, in which object, and what to do. `code` is
 * `DURABLE_OBJECT_CONFIG`.
 */
export class DurableObjectConfigError extends DurableObjectError {
  override readonly name = 'DurableObjectConfigError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_CONFIG', message, options)
  }
}

/** One issue that a schema found. */
export interface StateIssue {
  /** The schema's own message. */
  message: string
  /** Where in the state: `state.items[3].name`. */
  path: string
}

export interface StateErrorOptions extends DurableObjectErrorOptions {
  path?: string | undefined
  issues?: readonly StateIssue[] | undefined
  row?: number | undefined
  version?: number | undefined
}

/**
 * Thrown for state that cannot be stored, does not match its schema, or cannot be read. `code` is
 * `DURABLE_OBJECT_STATE`. Each field is set only where it applies.
 */
export class DurableObjectStateError extends DurableObjectError {
  override readonly name = 'DurableObjectStateError'
  /** Where in the state: `state.items[3].onClick`. */
  readonly path: string | undefined
  /** The issues that the schema found. */
  readonly issues: readonly StateIssue[] | undefined
  /** The stored row that cannot be read. */
  readonly row: number | undefined
  /** The format version of stored state that is newer than this code. */
  readonly version: number | undefined

  constructor(message: string, options: StateErrorOptions = {}) {
    super('DURABLE_OBJECT_STATE', message, options)
    this.path = options.path
    this.issues = options.issues
    this.row = options.row
    this.version = options.version
  }
}

/**
 * What the caller gets for an error that an object's handler threw. `message`, `cause` and own fields are
 * those of the thrown error. `code` is `DURABLE_OBJECT_RPC`, unless the thrown error has its own.
 */
export class DurableObjectRPCError extends DurableObjectError {
  override readonly name = 'DurableObjectRPCError'
  /** The method that threw; the innermost one where objects call each other. */
  readonly methodName: string
  /** The stack inside the object, for logs. */
  readonly remoteStack: string | undefined

  constructor(
    message: string,
    options: DurableObjectErrorOptions & { methodName: string; remoteStack?: string | undefined },
  ) {
    super('DURABLE_OBJECT_RPC', message, options)
    this.methodName = options.methodName
    this.remoteStack = options.remoteStack
  }
}

export interface BusyErrorOptions extends DurableObjectErrorOptions {
  overloaded?: boolean
}

/**
 * Thrown where a call waited for its turn for longer than `callTimeout`, where too many calls were waiting
 * already, or where its handler held the object for longer than `holdLimit` while others waited (with
 * `sqlite: true`, also when no one waited). A route that does not catch it answers 503 with `Retry-After`.
 * `code` is `DURABLE_OBJECT_BUSY`.
 */
export class DurableObjectBusyError extends DurableObjectError {
  override readonly name = 'DurableObjectBusyError'
  /** Everything since the last commit point was undone, so the call can be repeated. */
  readonly retryable = true
  /** Whether the call was refused because too many others were waiting. Repeat it later, not at once. */
  readonly overloaded: boolean

  constructor(message: string, options: BusyErrorOptions = {}) {
    super('DURABLE_OBJECT_BUSY', message, options)
    this.overloaded = options.overloaded ?? false
  }
}

/**
 * Thrown for a call that would wait for itself, through one object or several. It was not sent. `code` is
 * `DURABLE_OBJECT_DEADLOCK`.
 */
export class DurableObjectDeadlockError extends DurableObjectError {
  override readonly name = 'DurableObjectDeadlockError'
  /** The handlers that wait for each other, outermost first: `Counter 'alice' (increment)`. */
  readonly chain: readonly string[]

  constructor(message: string, chain: readonly string[], options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_DEADLOCK', message, options)
    this.chain = chain
  }
}

export interface IdempotencyErrorOptions extends DurableObjectErrorOptions {
  key: string
  reason: DurableObjectIdempotencyError['reason']
}

/**
 * Thrown by `stub.method.once(key, …)` where the key cannot stand for this call: it was used for another method
 * or other arguments, or the first call with it was ended by a crash after it had stored a part of its
 * changes (`this.outside`, `ctx.storage.sync`), so that it must not run again. Nothing ran. A route that does not
 * catch it answers 422. `code` is `DURABLE_OBJECT_IDEMPOTENCY`.
 */
export class DurableObjectIdempotencyError extends DurableObjectError {
  override readonly name = 'DurableObjectIdempotencyError'
  /** The key that was given. */
  readonly key: string
  /** What differs from the first call with the key, or that this one was interrupted. */
  readonly reason: 'method' | 'arguments' | 'interrupted'

  constructor(message: string, options: IdempotencyErrorOptions) {
    super('DURABLE_OBJECT_IDEMPOTENCY', message, options)
    this.key = options.key
    this.reason = options.reason
  }
}

/**
 * Thrown for more than the platform takes in production, or than the legacy backend takes. Nothing was
 * written. `code` is `DURABLE_OBJECT_LIMIT`.
 */
export class DurableObjectLimitError extends DurableObjectError {
  override readonly name = 'DurableObjectLimitError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_LIMIT', message, options)
  }
}

export interface MigrationErrorOptions extends DurableObjectErrorOptions {
  from: number
  to: number
  step: string
}

/**
 * What each call of an object gets while the object cannot be brought to the version of the code. Every byte
 * of it is as it was. It is tried again at the next wake, or by a call after 30 s. `cause` is what the step
 * threw. `code` is `DURABLE_OBJECT_MIGRATION`.
 */
export class DurableObjectMigrationError extends DurableObjectError {
  override readonly name = 'DurableObjectMigrationError'
  /** The version of the stored data; 0 where the object has none yet. */
  readonly from: number
  /** The version of the code. */
  readonly to: number
  /** What failed: `migrate 3`, `sql[1] 'done'`, `schema`, `commit` or `adopt`. */
  readonly step: string

  constructor(message: string, options: MigrationErrorOptions) {
    super('DURABLE_OBJECT_MIGRATION', message, options)
    this.from = options.from
    this.to = options.to
    this.step = options.step
  }
}

export interface NewerDataErrorOptions extends DurableObjectErrorOptions {
  dataVersion: number
  codeVersion: number
}

/**
 * Thrown where newer code has written an object's data and this code may not open it, or may not replace its
 * state. Nothing was changed. A route that does not catch it answers 503 with `Retry-After`. `code` is
 * `DURABLE_OBJECT_NEWER_DATA`.
 */
export class DurableObjectNewerDataError extends DurableObjectError {
  override readonly name = 'DurableObjectNewerDataError'
  /** During a gradual deployment, the next call may reach newer code. */
  readonly retryable = true
  /** The version of the code that wrote the data. */
  readonly dataVersion: number
  /** The version of this code. */
  readonly codeVersion: number

  constructor(message: string, options: NewerDataErrorOptions) {
    super('DURABLE_OBJECT_NEWER_DATA', message, options)
    this.dataVersion = options.dataVersion
    this.codeVersion = options.codeVersion
  }
}

/** The options of a `UserError`. */
export interface UserErrorOptions {
  /** What a page can act on: `'TITLE_TAKEN'`. Default: `'USER_ERROR'`. */
  code?: string
  /** Plain data for the page, as in the state. */
  data?: unknown
  /** What was thrown before. It stays in the log. */
  cause?: unknown
}

/**
 * An error that the user may see. Thrown in a handler that a page called, its `code`, `message` and `data`
 * reach the page; with `sockets.messages`, one that `webSocketMessage` throws is sent to the socket. Of any other error a page gets only `INTERNAL` and an id that the log has as well. A route that
 * does not catch it answers 422 with its `code` and `message`.
 *
 * @example
 * ```ts
 * import { UserError } from '@cloudwerk/durable-object'
 *
 * throw new UserError('There is a room of this name.', { code: 'TAKEN' })
 * ```
 */
export class UserError extends Error {
  override readonly name: string = 'UserError'
  /** What a page can act on. */
  readonly code: string
  /** Plain data for the page. */
  readonly data: unknown

  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code ?? 'USER_ERROR'
    this.data = options.data
  }
}
