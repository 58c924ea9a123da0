export function answerMissing({ url }: Request, headers?: HeadersInit): Response {
  return apiError(404, 'NOT_FOUND', `No route matches ${new URL(url).pathname}.`, headers)
}

export function answerBadAddress(): Response {
  return apiError(400, 'BAD_REQUEST', 'The Host header of the request is not a valid host.')
}

/** The JSON that API clients get for whatever is not an answer of the app itself. */
export function apiError(
  status: number,
  code: string,
  message: string,
  headers?: HeadersInit,
): Response {
  return Response.json({ error: { code, message } }, { status, headers })
}
