import type { Env } from '@cloudwerk/durable-object'

/**
 * The methods that a route can export, in the order of the `Allow` header.
 *
 * @internal
 */
export const httpMethods: readonly string[] = [
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
]

/**
 * The second argument of a route's handlers: `{ params }: RouteContext<{ id: string }>`.
 */
export interface RouteContext<
  Params extends Record<string, string | undefined> = Record<string, string>,
> {
  /**
   * The decoded parameters of the path. `[id]` is one segment, `[...rest]` the remaining path with its
   * slashes, and `[[...rest]]` the same, or undefined where nothing remains.
   */
  params: Params
  /** The Worker's bindings and variables. */
  env: Env
  /** The platform's context of the request: `waitUntil`, `passThroughOnException`. */
  ctx: ExecutionContext
}

/**
 * A handler that a `route.ts` exports as `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD` or `OPTIONS`. Without
 * an export, `OPTIONS` is answered automatically, and `HEAD` by the `GET`.
 */
export type RouteHandler<
  Params extends Record<string, string | undefined> = Record<string, string>,
> = (request: Request, context: RouteContext<Params>) => Response | Promise<Response>
