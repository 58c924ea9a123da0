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
  readonly objectName: string | undefined
  readonly objectId: string | undefined

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

/** State that cannot be stored, or stored state that cannot be read. */
export class DurableObjectStateError extends DurableObjectError {
  override readonly name = 'DurableObjectStateError'
  /** Where in the state: `state.items[3].onClick`. */
  readonly path: string | undefined

  constructor(message: string, options: DurableObjectErrorOptions & { path?: string } = {}) {
    super('DURABLE_OBJECT_STATE', message, options)
    this.path = options.path
  }
}
