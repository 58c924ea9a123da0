import { isHttpError } from '../is-http-error.ts'
import { type RefusableHandler, refusal } from '../refusal.ts'

interface Refusable {
  request: Request
  /** The route's handler. */
  handler: unknown
}

/** Lets a handler whose clients do not see a status tell them that what runs around it refuses. */
export async function refuseClearly(
  { request, handler }: Refusable,
  call: () => Promise<Response>,
): Promise<Response> {
  const tell = (handler as Partial<RefusableHandler> | undefined)?.[refusal]
  if (!tell) return call()
  try {
    const response = await call()
    return response.webSocket ? response : (tell(request, response.status) ?? response)
  } catch (error) {
    const told = isHttpError(error) ? tell(request, error.status) : undefined
    if (told) return told
    throw error
  }
}
