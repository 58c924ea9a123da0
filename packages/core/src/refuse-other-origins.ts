import { apiError } from './worker/api-error.ts'

/** The exceptions of `refuseOtherOrigins`. */
export interface OriginOptions {
  /** Origins whose pages can connect as well, as in `location.origin`: `['https://app.example']`. */
  allow?: readonly string[]
}

/**
 * Keeps pages of other sites out, in particular from sockets: browsers let any page connect a WebSocket,
 * with the visitor's cookies. For routes, and for `sockets.accept` of an object. Returns a 403 response (`FORBIDDEN_ORIGIN`) for a request from a page that is
 * neither on this host nor in `allow`, and undefined for any other.
 *
 * Only browsers send `Origin`, so a request without it passes: it comes from a server, an app or a script,
 * without a visitor's cookies. This does not authenticate anyone.
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
  if (!isOtherOrigin(request, { allow })) return undefined
  const origin = request.headers.get('Origin')
  const message = `Pages of ${origin} cannot connect here.`
  return apiError({ status: 403, code: 'FORBIDDEN_ORIGIN', message })
}

/** Whether a request comes from a page that is neither on this host nor in `allow`. */
export function isOtherOrigin(request: Request, { allow = [] }: OriginOptions): boolean {
  const origin = request.headers.get('Origin')
  if (origin === null || allow.includes(origin)) return false
  // Only hosts, since behind a proxy that terminates TLS the request's URL begins with `http:`.
  const host = hostOf(origin)
  return host === undefined || !ownHosts(request).includes(host)
}

/** Pages cannot set headers of a socket's request, so there the host that a proxy has noted counts too. */
function ownHosts({ url, headers }: Request): string[] {
  const { host } = new URL(url)
  const noted = headers.get('X-Forwarded-Host')
  return noted && headers.has('Upgrade') ? [host, noted] : [host]
}

/** Undefined for the text `null`, which pages without an origin send. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}
