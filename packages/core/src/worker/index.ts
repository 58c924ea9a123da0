export { registerObjects } from '../bindings/registry.ts'
export { type AppOptions, createWorker, type RouteModule } from './create-worker.ts'
