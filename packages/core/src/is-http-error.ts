/** An `HttpError`, also one that an object threw, which is another class at its caller. */
export interface AnsweredError extends Error {
  status: number
  code?: unknown
  headers?: unknown
}

export function isHttpError(error: unknown): error is AnsweredError {
  if (!(error instanceof Error) || error.name !== 'HttpError') return false
  return Number.isInteger((error as Partial<AnsweredError>).status)
}
