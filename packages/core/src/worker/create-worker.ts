import { patchCalls } from '@cloudwerk/durable-object/runtime'
import type { Suggest } from '../bindings/not-found-message.ts'
import { registerObjects } from '../bindings/registry.ts'
import type { RequestContext } from '../route.ts'
import { answerBadAddress, answerMissing, apiError } from './api-error.ts'
import { handleRoute } from './handle-route.ts'
import { formatRefused, refusalOf } from './refused.ts'
import { createRouter, type RouteModule } from './router.ts'
import { answerTimeout, isTimeout } from './timeout.ts'
import { answerUnavailable, isUnavailable } from './unavailable.ts'

export type { RouteModule } from './router.ts'

/** The parts of an app. */
export interface AppOptions {
  /** Most specific first: the first route that matches a path answers. */
  routes: RouteModule[]
  /** Binding names by class name. */
  objects: Record<string, string>
  /** Says which object was probably meant by an unknown name; in dev and in tests. */
  suggest?: Suggest
  /** Calls a route, with what runs around it. By default its handler alone. */
  handle?: RouteCaller
  /** Answers for a handler that threw. By default the error is logged, and the client gets no details. */
  onError?: RouteErrorHandler
  /**
   * Answers the tools in place of the routes; in dev.
   *
   * @internal
   */
  onTool?: ToolHandler
  /** Answers where no route matches. By default 404 with `NOT_FOUND`, as JSON. */
  onMissing?: MissingRouteHandler
}

/** Answers a request with the route that it matches. */
export type RouteCaller = (
  route: RouteModule,
  request: Request,
  context: RequestContext,
) => Promise<Response>

/**
 * Answers a request of a tool; undefined for any other request.
 *
 * @internal
 */
export type ToolHandler = (
  request: Request,
  env: Record<string, unknown>,
) => Promise<Response> | undefined

/** Answers a request that no route matches. */
export type MissingRouteHandler = (request: Request) => Response | Promise<Response>

/** Answers a request whose route threw. */
export type RouteErrorHandler = (
  error: unknown,
  context: {
    request: Request
    /** The route's file. */
    file: string
  },
) => Response

/** The Worker of an app, for its requests. */
export interface AppWorker {
  /** Answers a request. */
  fetch(request: Request, env: Record<string, unknown>, ctx: ExecutionContext): Promise<Response>
}

/**
 * Makes the Worker of an app. It answers each request with its route, and with JSON where there is none
 * (`NOT_FOUND`, `METHOD_NOT_ALLOWED`, `BAD_REQUEST`) or the route throws: `INTERNAL_ERROR`, `SERVICE_UNAVAILABLE`
 * where an object is busy, or 422 with the code of a `UserError` or a `DurableObjectIdempotencyError`.
 */
export function createWorker(options: AppOptions): AppWorker {
  registerObjects(options.objects, options.suggest)
  patchCalls()
  const find = createRouter(options.routes)
  const { handle = handleRoute, onTool, onError = hideError, onMissing = answerMissing } = options
  return {
    // `env` is whatever the app's configuration binds.
    async fetch(request: Request, env: Record<string, unknown>, ctx: ExecutionContext) {
      const pathname = pathOf(request)
      if (pathname === undefined) return answerBadAddress()
      const answered = onTool?.(request, env)
      if (answered) return answered
      const match = find(pathname)
      if (!match) return onMissing(request)
      try {
        return await handle(match.route, request, { params: match.params, env, ctx })
      } catch (error) {
        return onError(error, { request, file: match.route.file })
      }
    },
  }
}

/** Undefined where the client's Host header is not a valid host, which the platform does not check. */
function pathOf({ url }: Request): string | undefined {
  try {
    return new URL(url).pathname
  } catch {
    return undefined
  }
}

const hideError: RouteErrorHandler = (error, { request, file }) => {
  if (isUnavailable(error)) {
    // One line each, since many requests fail at the same time.
    console.warn(`${request.method} ${new URL(request.url).pathname} got 503: ${error.message}`)
    return answerUnavailable()
  }
  if (isTimeout(error)) return answerTimeout(error)
  const refusal = refusalOf(error)
  if (refusal) {
    if (refusal.isLogged) console.warn(formatRefused(error, request))
    return apiError(refusal)
  }
  console.error(`${request.method} ${new URL(request.url).pathname} failed in ${file}:`, error)
  return apiError({ status: 500, code: 'INTERNAL_ERROR', message: 'Internal Server Error' })
}
