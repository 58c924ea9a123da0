/**
 * What the Worker that the build generates is made of. Apps need nothing of it. A Worker with
 * classes of its own needs `registerObjects`, if it wants to use `durableObjects`.
 *
 * @packageDocumentation
 */
export { registerObjects } from '../bindings/registry.ts'
export {
  type AppOptions,
  createWorker,
  type MissingRouteHandler,
  type RouteErrorHandler,
  type RouteModule,
} from './create-worker.ts'
export { type ShownError, type ShownFailure, showErrors, showMissing } from './show-errors.ts'
