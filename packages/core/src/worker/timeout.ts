import { apiError } from './api-error.ts'

/** Whether it was thrown by reading a body that the client stopped sending, under `cloudwerk start`. */
export function isTimeout(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'REQUEST_TIMEOUT'
}

export function answerTimeout({ message }: Error): Response {
  const headers = { Connection: 'close' }
  return apiError({ status: 408, code: 'REQUEST_TIMEOUT', message, headers })
}
