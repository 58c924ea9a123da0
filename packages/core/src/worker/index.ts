/**
 * The parts of the Worker that the build generates. Apps do not need them. A Worker that makes its own
 * classes needs `registerObjects` to use `durableObjects`.
 *
 * @packageDocumentation
 */

export { nearestName } from '../bindings/nearest-name.ts'
export { registerObjects } from '../bindings/registry.ts'
export { catchHttpErrors, catchWith } from './answer-errors.ts'
export { answerTools } from './answer-tools.ts'
export { answerMissing } from './api-error.ts'
export {
  type AppOptions,
  type AppWorker,
  createWorker,
  type MissingRouteHandler,
  type RouteCaller,
  type RouteErrorHandler,
  type RouteModule,
  type ToolHandler,
} from './create-worker.ts'
export { besideFramework, type FrameworkWorker } from './framework.ts'
export { handleRoute } from './handle-route.ts'
export { handleThrough } from './middleware.ts'
export type { MiddlewareModule } from './router.ts'
export { type ShownError, type ShownFailure, showErrors, showMissing } from './show-errors.ts'
export { tellRefused } from './tell-refused.ts'
export { withEvents } from './with-events.ts'
