export interface ApiError {
  /** The HTTP status. */
  status: number
  /** What clients recognize the error by: `NOT_FOUND`. */
  code: string
  message: string
  headers?: HeadersInit | undefined
}

/** The JSON that clients get for an answer that the app itself does not give. */
export function apiError({ status, code, message, headers }: ApiError): Response {
  return Response.json({ error: { code, message } }, { status, ...(headers && { headers }) })
}

/** 404, where no route matches. */
export function answerMissing({ url }: Request, headers?: HeadersInit): Response {
  const message = `No route matches ${new URL(url).pathname}.`
  return apiError({ status: 404, code: 'NOT_FOUND', message, headers })
}

/** 400, where the request's URL cannot be parsed. */
export function answerBadAddress(): Response {
  const message = 'The Host header of the request is not a valid host.'
  return apiError({ status: 400, code: 'BAD_REQUEST', message })
}
