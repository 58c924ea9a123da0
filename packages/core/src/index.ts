/**
 * Responses, errors and types for an app's routes and middleware.
 *
 * @packageDocumentation
 */
export { HttpError, type HttpErrorOptions } from './http-error.ts'
export { json } from './json.ts'
export { type LiveEntry, type LiveRequest, live } from './live.ts'
export type {
  ErrorHandler,
  Middleware,
  MiddlewareContext,
  Next,
  NotFoundHandler,
  VariablesOf,
} from './middleware.ts'
export { type OriginOptions, refuseOtherOrigins } from './refuse-other-origins.ts'
export {
  httpMethods,
  type ParamsOf,
  type RequestContext,
  type RouteContext,
  type RouteHandler,
  type RouteParams,
  type RoutePath,
  type Variables,
} from './route.ts'
