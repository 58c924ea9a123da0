import { apiError } from './api-error.ts'

/** What reading a body throws under `cloudwerk start` when the client stops sending it. */
export function isTimeout(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'REQUEST_TIMEOUT'
}

export function answerTimeout({ message }: Error): Response {
  return apiError(408, 'REQUEST_TIMEOUT', message, { Connection: 'close' })
}
