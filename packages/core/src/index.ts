/**
 * Responses and types for an app's `route.ts` files.
 *
 * @packageDocumentation
 */
export { json } from './json.ts'
export { type LiveEntry, type LiveRequest, live } from './live.ts'
export { type OriginOptions, refuseOtherOrigins } from './refuse-other-origins.ts'
export { httpMethods, type RouteContext, type RouteHandler } from './route.ts'
