import { httpMethods, type RequestContext, type RouteHandler } from '../route.ts'
import { apiError } from './api-error.ts'
import { describe } from './describe.ts'
import type { RouteModule } from './router.ts'

/** Calls the route's handler for the request's method, or answers where the route has none. */
export async function handleRoute(
  route: RouteModule,
  request: Request,
  context: RequestContext,
): Promise<Response> {
  const handler = findHandler(route, request.method)
  if (handler) return assertResponse(await handler(request, context), route, request.method)

  const get = findHandler(route, 'GET')
  if (request.method === 'HEAD' && get) {
    const response = assertResponse(await get(request, context), route, 'GET')
    await response.body?.cancel()
    return new Response(null, response)
  }
  const headers = { Allow: allowedMethods(route).join(', ') }
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers })
  const message = `${request.method} is not allowed here. Allowed: ${headers.Allow}.`
  return apiError({ status: 405, code: 'METHOD_NOT_ALLOWED', message, headers })
}

type Handler = (request: Request, context: RequestContext) => ReturnType<RouteHandler>

function findHandler(route: RouteModule, method: string): Handler | undefined {
  if (!httpMethods.includes(method)) return undefined
  const exported = route.module[method]
  // A function that a route exports under a method's name is its handler.
  return typeof exported === 'function' ? (exported as Handler) : undefined
}

function allowedMethods(route: RouteModule): string[] {
  const exported = httpMethods.filter((method) => findHandler(route, method))
  const implied = exported.includes('GET') ? ['HEAD', 'OPTIONS'] : ['OPTIONS']
  return httpMethods.filter((method) => exported.includes(method) || implied.includes(method))
}

function assertResponse(result: unknown, route: RouteModule, method: string): Response {
  if (result instanceof Response) return result
  throw new TypeError(
    `${method} of ${route.file} returned ${describe(result)}, not a Response. Return json(data) from @cloudwerk/core or new Response(…).`,
  )
}
