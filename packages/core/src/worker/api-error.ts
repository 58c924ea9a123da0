/** The JSON that API clients get for whatever is not an answer of the app itself. */
export function apiError(
  status: number,
  code: string,
  message: string,
  headers?: HeadersInit,
): Response {
  return Response.json({ error: { code, message } }, { status, headers })
}
