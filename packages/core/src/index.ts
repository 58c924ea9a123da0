export { json } from './json.ts'
export { httpMethods, type RouteContext, type RouteHandler } from './route.ts'
