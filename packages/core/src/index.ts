/**
 * Responses and types for the routes in `app/api`.
 *
 * @packageDocumentation
 */
export { json } from './json.ts'
export { type OriginOptions, refuseOtherOrigins } from './refuse-other-origins.ts'
export { httpMethods, type RouteContext, type RouteHandler } from './route.ts'
