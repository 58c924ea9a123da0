import { liveCall, liveProtocol, ticketHeader } from '@cloudwerk/durable-object'
import { isHttpError } from './is-http-error.ts'
import { type RefusableHandler, refusal } from './refusal.ts'
import { isOtherOrigin, type OriginOptions } from './refuse-other-origins.ts'
import type { RouteContext, RouteHandler, RouteParams, RoutePath } from './route.ts'
import { wantsSocket } from './wants-socket.ts'

type MaybePromise<T> = T | Promise<T>

/** What `live()` gives the function that lets pages in. */
export type LiveRequest<Route extends RoutePath | RouteParams = Record<string, string>> =
  RouteContext<Route> & {
    /** The request for the socket. */
    request: Request
  }

/** Whom a page follows, and as whom. */
export interface LiveEntry {
  /** A stub: `durableObjects.Room.getByName(params.id)`. */
  object: Pick<DurableObjectStub, 'fetch'>
  /**
   * Who the page is for: plain data of up to 2 KB, which the rules of `live` and `ctx.caller` get. Default:
   * `{}`.
   */
  viewer?: unknown
}

/**
 * Makes the `GET` of a route that pages connect to with `connect()` of `@cloudwerk/client`: the only way in
 * to the objects whose definitions have `live`. `enter` decides who may: it returns the object and the viewer,
 * or refuses with a Response or an `HttpError`. As `RouteContext`, `live<'/rooms/[room]/live'>` takes the types
 * from the route's own path.
 *
 * Pages cannot see the status of a refused socket, so it is opened and closed with a code: 4401 for 401 and
 * redirects, after which the page may sign in and reconnect; 4003 for other statuses below 500, and for pages of
 * an origin that is neither this host nor in `allow`; 1013, try again, for the rest. The same holds for what the
 * middleware around the route refuses. A request for anything but a socket gets the Response itself, or 426.
 *
 * @example
 * ```ts
 * import { live } from '@cloudwerk/core'
 * import { durableObjects } from '@cloudwerk/core/bindings'
 *
 * export const GET = live<{ id: string }>(({ request, params }) => {
 *   const user = request.headers.get('X-User')
 *   if (!user) return new Response(null, { status: 401 })
 *   return { object: durableObjects.Room.getByName(params.id), viewer: { user } }
 * })
 * ```
 */
export function live<Route extends RoutePath | RouteParams = Record<string, string>>(
  enter: (given: LiveRequest<Route>) => MaybePromise<Response | LiveEntry>,
  options: OriginOptions = {},
): RouteHandler<Route> {
  const answer: RouteHandler<Route> = async (request, context) => {
    const isUpgrade = wantsSocket(request)
    if (isUpgrade && isOtherOrigin(request, options)) {
      return closed(4003, `Pages of ${request.headers.get('Origin')} cannot connect here.`)
    }
    if (!isUpgrade) {
      const entry = await enter({ request, ...context })
      return entry instanceof Response ? entry : upgradeRequired()
    }
    try {
      const entry = await enter({ request, ...context })
      return entry instanceof Response ? refuse(entry.status) : await open(request, entry)
    } catch (error) {
      if (isHttpError(error) && error.status < 500) return refuse(error.status)
      console.error(`A page could not connect to ${new URL(request.url).pathname}:`, error)
      return closed(1013, 'Try again later.')
    }
  }
  return Object.assign(answer, { [refusal]: refuseAround })
}

/** What middleware refuses. After what may pass, the page tries again by itself. */
const refuseAround: RefusableHandler[typeof refusal] = (request, status) =>
  wantsSocket(request) && offers(request, liveProtocol) && status < 500 ? refuse(status) : undefined

type Door = Record<typeof liveCall, (viewer: unknown) => Promise<string>>

async function open(request: Request, { object, viewer = {} }: LiveEntry): Promise<Response> {
  if (!offers(request, liveProtocol))
    return closed(1002, `Ask for the subprotocol ${liveProtocol}.`)
  const ticket = await (object as unknown as Door)[liveCall](viewer).catch((error: unknown) => {
    if (!String(error).includes(`"${liveCall}"`)) throw error
    console.error('live() was given an object whose definition has no `live`.')
    return undefined
  })
  if (ticket === undefined) return closed(4003, 'You may not connect here.')
  const headers = { Upgrade: 'websocket', [ticketHeader]: ticket }
  const response = await object.fetch('http://object/', { headers })
  return response.webSocket ? response : closed(1013, 'Try again later.')
}

function offers(request: Request, protocol: string): boolean {
  const offered = request.headers.get('Sec-WebSocket-Protocol') ?? ''
  return offered.split(',').some((name) => name.trim() === protocol)
}

function refuse(status: number): Response {
  // A redirect leads to where people sign in.
  if (status === 401 || (status >= 300 && status < 400)) return closed(4401, 'Sign in first.')
  if (status < 500 && status !== 429) return closed(4003, 'You may not connect here.')
  return closed(1013, 'Try again later.')
}

/** A socket that is closed at once, since a page learns nothing of one that is not opened. */
function closed(code: number, reason: string): Response {
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  server.close(code, reason.slice(0, 100))
  const headers = { 'Sec-WebSocket-Protocol': liveProtocol }
  return new Response(null, { status: 101, webSocket: client, headers })
}

function upgradeRequired(): Response {
  return new Response('Expected a WebSocket upgrade', {
    status: 426,
    headers: { Upgrade: 'websocket' },
  })
}
