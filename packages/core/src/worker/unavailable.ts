import { apiError } from './api-error.ts'

/** For how long a client is told to wait before it calls again, in seconds. */
const retryAfter = 1

/**
 * Whether what was thrown says that the same call may succeed a moment later: an object that is busy,
 * and what the platform marks as overloaded or as worth another try.
 */
export function isUnavailable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { code, overloaded, retryable } = error as Error & Record<string, unknown>
  return code === 'DURABLE_OBJECT_BUSY' || overloaded === true || retryable === true
}

/** 503, which proxies and clients know how to handle. It shows nothing of the object. */
export function answerUnavailable(): Response {
  const message = 'This is busy at the moment. Try again.'
  return apiError(503, 'SERVICE_UNAVAILABLE', message, retryHeaders)
}

export const retryHeaders: Record<string, string> = { 'Retry-After': String(retryAfter) }
