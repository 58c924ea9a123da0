import type { Middleware, MiddlewareContext, NotFoundHandler } from '../middleware.ts'
import type { RequestContext, RouteContext } from '../route.ts'
import type { MissingRouteHandler, RouteCaller } from './create-worker.ts'
import { handleRoute } from './handle-route.ts'
import { assertFunction, assertResponse } from './handler-result.ts'
import { refuseClearly } from './refuse-clearly.ts'
import type { MiddlewareModule, RouteModule } from './router.ts'

/** Calls routes with the middleware around them, and what answers for addresses without a route. */
export function handleThrough(
  answerMissing: MissingRouteHandler,
  notFound?: MiddlewareModule,
): RouteCaller {
  const answer = async (route: RouteModule, request: Request, context: RequestContext) => {
    if (!route.isMissing) return handleRoute(route, request, context)
    if (!notFound) return answerMissing(request)
    const handler = assertFunction<NotFoundHandler>(notFound)
    const given = context as unknown as RouteContext<Record<string, never>>
    return assertResponse(await handler(request, given), notFound.file)
  }
  return (route, request, context) => {
    // The same object, which `error.ts` gets as well.
    const full = Object.assign(context, variables())
    const step = async (index: number, given: Request): Promise<Response> => {
      const current = route.middleware?.[index]
      if (!current) return answer(route, given, full)
      return run(current, { request: given, context: full, next: (next) => step(index + 1, next) })
    }
    return refuseClearly({ request, handler: route.module.GET }, () => step(0, request))
  }
}

type Variables = Pick<MiddlewareContext<Record<string, unknown>>, 'get' | 'set'>

function variables(): Variables {
  const values = new Map<string, unknown>()
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
  }
}

interface Step {
  request: Request
  context: RequestContext & Variables
  next(request: Request): Promise<Response>
}

async function run(module: MiddlewareModule, { request, context, next }: Step): Promise<Response> {
  const { file } = module
  const handler = assertFunction<Middleware<Record<string, unknown>>>(module)
  let called = false
  const result = await handler(request, context, async (given = request) => {
    if (called) throw new Error(`${file} called next() twice. A request is answered once.`)
    called = true
    return withOwnHeaders(await next(given))
  })
  return assertResponse(result, file, called ? 'Return the one that next() gave.' : undefined)
}

/** Answers of objects and of `fetch` have headers that cannot be changed, which most middleware does. */
function withOwnHeaders(response: Response): Response {
  try {
    response.headers.delete('x-cloudwerk-none')
    return response
  } catch {
    return new Response(response.body, response)
  }
}
