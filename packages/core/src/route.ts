import type { Env } from '@cloudwerk/durable-object'

/**
 * The methods that a route may export, in the order of an `Allow` header.
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
   * The path's parameters, decoded. `[id]` gives one segment, `[...rest]` the remaining path with
   * its slashes, `[[...rest]]` the same or undefined where there is none.
   */
  params: Params
  /** The Worker's bindings and variables. */
  env: Env
  /** The platform's context of this request: `waitUntil`, `passThroughOnException`. */
  ctx: ExecutionContext
}

/**
 * What a `route.ts` exports under `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD` or `OPTIONS`. `OPTIONS`
 * is answered by itself where it is left out, and `HEAD` where there is a `GET`.
 */
export type RouteHandler<
  Params extends Record<string, string | undefined> = Record<string, string>,
> = (request: Request, context: RouteContext<Params>) => Response | Promise<Response>
