export interface DurableObjectErrorOptions {
  /** The object's class name: `Counter`. */
  objectName?: string | undefined
  /** The object's id, 64 hex digits. */
  objectId?: string | undefined
  cause?: unknown
}

/** The base of every error that Cloudwerk raises about an object. Recognise it by `code`. */
export class DurableObjectError extends Error {
  override readonly name: string = 'DurableObjectError'
  readonly code: string
  objectName: string | undefined
  objectId: string | undefined

  constructor(code: string, message: string, options: DurableObjectErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.objectName = options.objectName
    this.objectId = options.objectId
  }
}

/** `durableObjects.X` where the app has no object `X`; the message lists the ones there are. */
export class DurableObjectNotFoundError extends DurableObjectError {
  override readonly name = 'DurableObjectNotFoundError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_NOT_FOUND', message, options)
  }
}

/** A definition that cannot become a class: what is wrong, in which object, what to do. */
export class DurableObjectConfigError extends DurableObjectError {
  override readonly name = 'DurableObjectConfigError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_CONFIG', message, options)
  }
}

/** One thing that a schema found wrong. */
export interface StateIssue {
  message: string
  /** `state.items[3].name` */
  path: string
}

export interface StateErrorOptions extends DurableObjectErrorOptions {
  path?: string | undefined
  issues?: readonly StateIssue[] | undefined
  row?: number | undefined
  version?: number | undefined
}

/** State that cannot be stored, or stored state that cannot be read. */
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
 * What an object's method threw, at its caller. `message`, `cause` and own fields are those of the
 * error that was thrown.
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

/** The object was held by others for too long; `retryable`, since nothing of the call was kept. */
export class DurableObjectBusyError extends DurableObjectError {
  override readonly name = 'DurableObjectBusyError'
  readonly retryable = true

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_BUSY', message, options)
  }
}

/** A call that would wait for itself, over one object or several. It was not sent. */
export class DurableObjectDeadlockError extends DurableObjectError {
  override readonly name = 'DurableObjectDeadlockError'
  /** The handlers that wait for each other, outermost first: `Counter 'alice' (increment)`. */
  readonly chain: readonly string[]

  constructor(message: string, chain: readonly string[], options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_DEADLOCK', message, options)
    this.chain = chain
  }
}

/** More than the platform or a backend takes. Nothing was written. */
export class DurableObjectLimitError extends DurableObjectError {
  override readonly name = 'DurableObjectLimitError'

  constructor(message: string, options?: DurableObjectErrorOptions) {
    super('DURABLE_OBJECT_LIMIT', message, options)
  }
}
