import { type AnsweredError, isHttpError } from '../is-http-error.ts'
import type { ErrorHandler } from '../middleware.ts'
import type { RouteContext, RouteParams } from '../route.ts'
import { apiError } from './api-error.ts'
import type { RouteCaller } from './create-worker.ts'
import { errorPage, wantsPage } from './error-page.ts'
import { assertFunction, assertResponse } from './handler-result.ts'
import { formatRefused, refusalOf } from './refused.ts'
import type { MiddlewareModule, RouteModule } from './router.ts'
import { isTimeout } from './timeout.ts'
import { isUnavailable } from './unavailable.ts'

/** Answers an `HttpError` that `handle` throws. Other errors go on. */
export function catchHttpErrors(handle: RouteCaller): RouteCaller {
  return async (route, request, context) => {
    try {
      return await handle(route, request, context)
    } catch (error) {
      if (!isHttpError(error)) throw error
      if (error.status >= 500) logError(error, { route, request })
      return answer(error, request)
    }
  }
}

/** Lets the app's own `error.ts` answer what `handle` throws. Where it returns undefined, the error goes on. */
export function catchWith(module: MiddlewareModule, handle: RouteCaller): RouteCaller {
  return async (route, request, context) => {
    try {
      return await handle(route, request, context)
    } catch (error) {
      const handler = assertFunction<ErrorHandler>(module)
      const result = await handler(error, request, context as RouteContext<RouteParams>)
      if (result === undefined) throw error
      if (!isHttpError(error) || error.status >= 500) logError(error, { route, request })
      return assertResponse(result, module.file, 'Return a Response, or undefined.')
    }
  }
}

/** As where nobody answers it. */
function logError(
  error: unknown,
  { route, request }: { route: RouteModule; request: Request },
): void {
  const refusal = refusalOf(error)
  if (isTimeout(error) || refusal?.isLogged === false) return
  const what = `${request.method} ${new URL(request.url).pathname}`
  if (isUnavailable(error)) console.warn(`${what} got 503: ${error.message}`)
  else if (refusal) console.warn(formatRefused(error, request))
  else console.error(`${what} failed in ${route.file}:`, error)
}

function answer({ status, code, message, headers }: AnsweredError, request: Request): Response {
  // Another class of this name may have other fields.
  const given = typeof headers === 'object' && headers !== null ? { ...headers } : {}
  const more = new Headers(given as Record<string, string>)
  // One address has two answers.
  more.append('Vary', 'Accept')
  if (wantsPage(request)) return errorPage({ status, message, headers: more })
  const name = typeof code === 'string' ? code : `HTTP_${status}`
  return apiError({ status, code: name, message, headers: more })
}
