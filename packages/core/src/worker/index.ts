/**
 * The parts of the Worker that the build generates. Apps do not need them. A Worker that makes its own
 * classes needs `registerObjects` to use `durableObjects`.
 *
 * @packageDocumentation
 */

export { nearestName } from '../bindings/nearest-name.ts'
export { registerObjects } from '../bindings/registry.ts'
export { answerTools } from './answer-tools.ts'
export {
  type AppOptions,
  createWorker,
  type MissingRouteHandler,
  type RouteErrorHandler,
  type RouteModule,
  type ToolHandler,
} from './create-worker.ts'
export { type ShownError, type ShownFailure, showErrors, showMissing } from './show-errors.ts'
