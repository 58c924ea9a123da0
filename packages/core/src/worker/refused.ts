import type { ApiError } from './api-error.ts'

/** The answer to an error that says that the request itself cannot be carried out: 422. */
export interface Refusal extends ApiError {
  /** Whether the error is worth a line in the log: the client has made a mistake, and not the user. */
  isLogged: boolean
}

/**
 * What the client gets for a `UserError`, and for the `DurableObjectIdempotencyError` of a key that the client has
 * made up. Undefined for any other error. Errors of objects are of other classes at their callers.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined
  const { name, code, message, reason } = error as Error & Record<string, unknown>
  if (name === 'UserError' && typeof code === 'string') {
    return { status: 422, code, message, isLogged: false }
  }
  if (code !== 'DURABLE_OBJECT_IDEMPOTENCY') return undefined
  const why =
    reason === 'interrupted'
      ? 'The first request with this idempotency key was interrupted. It may have been carried out in part.'
      : 'The idempotency key was used for another request.'
  return { status: 422, code, message: why, isLogged: true }
}

/** One line for the log, with what the error says. */
export function formatRefused(error: unknown, { method, url }: Request): string {
  const message = error instanceof Error ? error.message : String(error)
  return `${method} ${new URL(url).pathname} got 422: ${message}`
}
