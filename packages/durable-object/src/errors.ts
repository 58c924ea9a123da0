export interface DurableObjectErrorOptions {
  /** The object's class name: `Counter`. */
  objectName?: string | undefined
  /** The object's id, 64 hex digits. */
  objectId?: string | undefined
  cause?: unknown
}

/**
 * The base of every error that Cloudwerk raises about an object. `instanceof` holds at callers as
 * well: in routes, in other objects and in tests.
 */
export class DurableObjectError extends Error {
  override readonly name: string = 'DurableObjectError'
  /** One for each class, for where classes do not reach: `DURABLE_OBJECT_BUSY`. */
  readonly code: string
  /** The object's class name, where one object is concerned: `Counter`. */
  objectName: string | undefined
  /** The object's id, 64 hex digits, where one object is concerned. */
  objectId: string | undefined

  constructor(code: string, message: string, options: DurableObjectErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.objectName = options.objectName
    this.objectId = options.objectId
  }
}

/**
 * `durableObjects.X` where the app has no object `X`; the message lists the ones there are. `code` is
 * `DURABLE_OBJECT_NOT_FOUND`.
 */
export class DurableObjectNotFoundError extends DurableObjectError {
  override readonly name = 'DurableObjectNotFoundError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_NOT_FOUND', message, options)
  }
}

/**
 * A definition that cannot work, or lacks what a handler uses: what is wrong, in which object, what to
 * do. `code` is `DURABLE_OBJECT_CONFIG`.
 */
export class DurableObjectConfigError extends DurableObjectError {
  override readonly name = 'DurableObjectConfigError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_CONFIG', message, options)
  }
}

/** One thing that a schema found wrong. */
export interface StateIssue {
  /** As the schema says it. */
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
 * State that cannot be stored, does not fit its schema, or cannot be read. `code` is
 * `DURABLE_OBJECT_STATE`. Of the four fields only those are there that belong to the case.
 */
export class DurableObjectStateError extends DurableObjectError {
  override readonly name = 'DurableObjectStateError'
  /** Where in the state: `state.items[3].onClick`. */
  readonly path: string | undefined
  /** What the schema found, where it was the schema. */
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
 * What an object's handler threw, at its caller. `message`, `cause` and own fields are those of what
 * was thrown. `code` is `DURABLE_OBJECT_RPC`, unless that had one of its own.
 */
export class DurableObjectRPCError extends DurableObjectError {
  override readonly name = 'DurableObjectRPCError'
  /** The method that threw, the innermost where objects call each other. */
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
 * The call waited for its turn for longer than `callTimeout`, too many others were waiting when it came,
 * or its handler held the object for longer than `holdLimit` while others waited, with `sqlite: true`
 * whether or not they did. A route that lets it through answers 503 with `Retry-After`. `code` is
 * `DURABLE_OBJECT_BUSY`.
 */
export class DurableObjectBusyError extends DurableObjectError {
  override readonly name = 'DurableObjectBusyError'
  /** Nothing since the last commit point was kept, so the call may be made again. */
  readonly retryable = true
  /** Whether it was refused at once, since too many others were waiting. Call again later, not at once. */
  readonly overloaded: boolean

  constructor(message: string, options: BusyErrorOptions = {}) {
    super('DURABLE_OBJECT_BUSY', message, options)
    this.overloaded = options.overloaded ?? false
  }
}

/**
 * A call that would wait for itself, over one object or several. It was not sent. `code` is
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

/**
 * More than the platform takes in production, or the legacy backend. Nothing was written. `code` is
 * `DURABLE_OBJECT_LIMIT`.
 */
export class DurableObjectLimitError extends DurableObjectError {
  override readonly name = 'DurableObjectLimitError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_LIMIT', message, options)
  }
}
