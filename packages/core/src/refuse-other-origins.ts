import { apiError } from './worker/api-error.ts'

/** What `refuseOtherOrigins` lets through besides pages of its own host. */
export interface OriginOptions {
  /** Other sites whose pages may connect: `['https://app.example']`, as `location.origin` says them. */
  allow?: readonly string[]
}

/**
 * What keeps pages of other sites out, first of all from sockets: a browser connects a WebSocket from
 * any page, with the visitor's cookies. Gives the answer 403 (`FORBIDDEN_ORIGIN`) for a request of a
 * page that is neither on this host nor in `allow`, and undefined for any other.
 *
 * Only browsers send `Origin`, so a request without one is let through: that of a server, an app or a
 * script, which no visitor's cookies come with. It says nothing of who asks.
 *
 * @example
 * ```ts
 * import { refuseOtherOrigins, type RouteContext } from '@cloudwerk/core'
 * import { durableObjects } from '@cloudwerk/core/bindings'
 *
 * export function GET(request: Request, { params }: RouteContext<{ room: string }>) {
 *   return refuseOtherOrigins(request) ?? durableObjects.Room.getByName(params.room).fetch(request)
 * }
 * ```
 */
export function refuseOtherOrigins(
  request: Request,
  { allow = [] }: OriginOptions = {},
): Response | undefined {
  const origin = request.headers.get('Origin')
  // Hosts, since behind a proxy that ends TLS the request's own URL says `http:`.
  if (origin === null || hostOf(origin) === new URL(request.url).host) return undefined
  if (allow.includes(origin)) return undefined
  return apiError(403, 'FORBIDDEN_ORIGIN', `Pages of ${origin} cannot connect here.`)
}

/** Undefined for `null`, which pages without an origin send. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}
