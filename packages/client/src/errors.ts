/**
 * What a call rejects with: `code` says what happened. A method that throws a `UserError` arrives with
 * its code, message and data; anything else that it throws is `INTERNAL`, with the `logId` under which
 * the server's log has it.
 */
export class LiveError extends Error {
  override name = 'LiveError'
  /** That of the method's `UserError`, or one of ours. */
  readonly code: string
  /** What the method's `UserError` carries. */
  declare readonly data?: unknown
  /** Where the server's log has what the method threw. */
  declare readonly logId?: string

  constructor(message: string, details: LiveErrorDetails) {
    super(message)
    this.code = details.code
    if (details.data !== undefined) this.data = details.data
    if (details.logId !== undefined) this.logId = details.logId
  }
}

/** What a `LiveError` carries besides its message. */
export interface LiveErrorDetails {
  /** What happened. */
  code: string
  /** See `LiveError.data`. */
  data?: unknown
  /** See `LiveError.logId`. */
  logId?: string
}

/** Too many calls wait for their results (64 of a page), or came within a second. The call did not run. Its code is `BUSY`. */
export class LiveBusyError extends LiveError {
  override name = 'LiveBusyError'
}

/**
 * Nobody knows whether the call ran: it was sent, but no result came in time, or the object was reset or
 * slept in between. Its code is `UNKNOWN_OUTCOME`. Calls of the methods in `calls.idempotent` are
 * sent again instead.
 */
export class LiveUnknownOutcomeError extends LiveError {
  override name = 'LiveUnknownOutcomeError'
}

/**
 * Why a connection is closed for good. `CLOSED`: the page has closed it itself. `DESTROYED`: the object ended.
 * `NOT_ALLOWED`: this page may not see it. `OUTDATED`: the page is older than the object accepts; load it again.
 * `SIGN_IN`: nobody is signed in; sign in, then call `reconnect()`.
 */
export type LiveClosedCode = 'CLOSED' | 'DESTROYED' | 'NOT_ALLOWED' | 'OUTDATED' | 'SIGN_IN'

/** The connection is closed for good, and `code` says why. */
export class LiveClosedError extends LiveError {
  override name = 'LiveClosedError'
  /** Why. */
  declare readonly code: LiveClosedCode
}
