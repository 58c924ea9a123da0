import { apiError } from './api-error.ts'

/** How long a client should wait before it calls again, in seconds. */
const retryAfter = 1

/**
 * Whether the same call may succeed a moment later: an object is busy, or the platform marked the error as
 * overloaded or retryable.
 */
export function isUnavailable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  const { code, overloaded, retryable } = error as Error & Record<string, unknown>
  return code === 'DURABLE_OBJECT_BUSY' || overloaded === true || retryable === true
}

/** 503, which proxies and clients know how to handle. It reveals nothing about the object. */
export function answerUnavailable(): Response {
  const message = 'The server is busy at the moment. Try again.'
  return apiError({ status: 503, code: 'SERVICE_UNAVAILABLE', message, headers: retryHeaders })
}

export const retryHeaders: Record<string, string> = { 'Retry-After': String(retryAfter) }
