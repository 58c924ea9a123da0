import { json, type RouteHandler } from '@cloudwerk/core'
import { durableObjects } from '@cloudwerk/core/bindings'
import type { RateLimit } from './objects/rate-limiter'

export interface LimitOptions {
  /** What is limited. Routes with the same name count together. */
  name: string
  /** Requests per window. */
  limit: number
  windowMs: number
  /** Identifies the client; by default its address. */
  clientOf?(request: Request): string
}

/**
 * Puts a rate limit before a route's handler: `export const GET = limited({ … }, handler)`. A client
 * that asks too often gets 429 with `Retry-After`, and the handler does not run.
 */
export function limited(options: LimitOptions, handler: RouteHandler): RouteHandler {
  const { name, limit, windowMs, clientOf = addressOf } = options
  return async (request, context) => {
    const limiter = durableObjects.RateLimiter.getByName(`${name} ${clientOf(request)}`)
    const result: RateLimit = await limiter.check(limit, windowMs)
    const response = result.allowed ? await handler(request, context) : tooMany(result)
    return withHeaders(response, { limit, ...result })
  }
}

/** Cloudflare sets the header; behind your own proxy, let the proxy set it. */
function addressOf(request: Request): string {
  return request.headers.get('CF-Connecting-IP') ?? 'unknown'
}

function tooMany({ resetAt }: RateLimit): Response {
  const seconds = Math.max(1, Math.ceil((resetAt - Date.now()) / 1000))
  const body = { error: `Too many requests. Try again in ${seconds} s.` }
  return json(body, { status: 429, headers: { 'Retry-After': String(seconds) } })
}

function withHeaders(response: Response, limit: RateLimit & { limit: number }): Response {
  // The headers of a response from fetch() cannot be changed, those of a copy can.
  const copy = new Response(response.body, response)
  copy.headers.set('RateLimit-Limit', String(limit.limit))
  copy.headers.set('RateLimit-Remaining', String(limit.remaining))
  copy.headers.set('RateLimit-Reset', String(Math.ceil(limit.resetAt / 1000)))
  return copy
}
