import type { RequestContext, RouteContext, RouteParams, Variables } from './route.ts'

/**
 * The second argument of a middleware: the route's context, with `set`. `Known` are the values that this
 * middleware sets, and those of middleware around it that it reads. `params` is empty where no route matches.
 */
export interface MiddlewareContext<Known extends object = object>
  extends RequestContext,
    Variables<Known> {
  /** Keeps a value for the rest of this request: for the middleware and the route that follow. */
  set<Key extends keyof Known & string>(key: Key, value: Known[Key]): void
}

/**
 * Calls what follows: the next middleware, or the route. Its answer's headers can be changed. With an
 * argument, that request goes on in place of this one. It rejects with what the route throws.
 */
export type Next = (request?: Request) => Promise<Response>

/**
 * What a `middleware.ts` exports as default. It runs around the routes of its folder and of those below it,
 * the outermost first, and around the answer to addresses there that have no route.
 *
 * @example
 * ```ts
 * import { HttpError, type Middleware } from '@cloudwerk/core'
 *
 * const signedIn: Middleware<{ user: string }> = (request, context, next) => {
 *   const user = request.headers.get('X-User')
 *   if (user === null) throw new HttpError(401, 'Sign in first.')
 *   context.set('user', user)
 *   return next()
 * }
 * export default signedIn
 * ```
 */
export type Middleware<Known extends object = object> = (
  request: Request,
  context: MiddlewareContext<Known>,
  next: Next,
) => Response | Promise<Response>

/**
 * What `app/not-found.ts` exports as default: it answers where no route matches, with a status of its choice.
 */
export type NotFoundHandler = (
  request: Request,
  context: RouteContext<Record<string, never>>,
) => Response | Promise<Response>

/**
 * What `app/error.ts` exports as default: it answers where a route, a middleware or `not-found.ts` throws.
 * Where it returns undefined, the answer is the usual one. Errors that are not an `HttpError` are logged in any case.
 */
export type ErrorHandler = (
  error: unknown,
  request: Request,
  context: RouteContext<RouteParams>,
) => Response | undefined | Promise<Response | undefined>

/**
 * What a list of middleware sets, for generated types.
 *
 * @internal
 */
export type VariablesOf<List extends readonly unknown[]> = List extends readonly [
  infer First,
  ...infer Rest,
]
  ? KnownTo<First> & VariablesOf<Rest>
  : unknown

type KnownTo<Handler> = Handler extends (
  request: never,
  context: infer Context,
  ...rest: never[]
) => unknown
  ? Context extends MiddlewareContext<infer Known>
    ? Known
    : unknown
  : unknown
