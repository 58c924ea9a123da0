import { json } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'

const limit = 20
const windowMs = 60_000

/** Wraps a handler with the rate limit: each client gets 20 requests a minute. */
export function limited<Args extends unknown[]>(
  handler: (request: Request, ...args: Args) => Promise<Response>,
): (request: Request, ...args: Args) => Promise<Response> {
  return async (request, ...args) => {
    const client = request.headers.get('CF-Connecting-IP') ?? 'local'
    const { allowed, resetAt } = await durableObjects.RateLimiter.getByName(client).check(
      limit,
      windowMs,
    )
    if (allowed) return handler(request, ...args)
    const seconds = Math.ceil((resetAt - Date.now()) / 1000)
    const error = { code: 'TOO_MANY_REQUESTS', message: `Try again in ${seconds} seconds.` }
    return json({ error }, { status: 429, headers: { 'Retry-After': String(seconds) } })
  }
}
