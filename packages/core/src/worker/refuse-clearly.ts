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
    const status = statusOf(error)
    const told = status === undefined ? undefined : tell(request, status)
    if (told) return told
    throw error
  }
}

/**
 * Of an `HttpError`, recognized by its fields: its name is the sign of an app that uses the class, and this is in
 * each bundle with a middleware.
 */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  const { status, code } = error as Error & Record<string, unknown>
  return Number.isInteger(status) && typeof code === 'string' ? (status as number) : undefined
}
