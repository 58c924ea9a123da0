/** The options of an `HttpError`. */
export interface HttpErrorOptions {
  /** What clients recognize the error by. By default that of the status: `NOT_FOUND`, or `HTTP_418`. */
  code?: string
  /** Headers of the answer, such as `{ 'Retry-After': '60' }`. */
  headers?: Readonly<Record<string, string>>
  /** What led to it, for the log. The client does not see it. */
  cause?: unknown
}

const codes: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  410: 'GONE',
  413: 'CONTENT_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
}

/**
 * Thrown in a route, a middleware or a method of an object, it becomes the answer: `status` with
 * `{ error: { code, message } }` as JSON, or a short page with the message where a browser opens the address.
 * The client sees `message`.
 *
 * @example
 * ```ts
 * import { HttpError } from '@cloudwerk/core'
 *
 * export function GET(): Response {
 *   throw new HttpError(404, 'There is no such room.')
 * }
 * ```
 */
export class HttpError extends Error {
  // A field and not a getter, so that it travels with an error of an object.
  override readonly name = 'HttpError'
  /** From 400 to 599. */
  readonly status: number
  /** What clients recognize the error by. */
  readonly code: string
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>> | undefined

  /** @throws RangeError for a status that is not an error. */
  constructor(status: number, message: string, options: HttpErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw new RangeError(
        `HttpError needs a status from 400 to 599, but was given ${status}. Return a Response for others.`,
      )
    }
    this.status = status
    this.code = options.code ?? codes[status] ?? `HTTP_${status}`
    this.headers = options.headers
  }
}
