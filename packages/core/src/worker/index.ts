export { type AppOptions, createWorker, type RouteModule } from './create-worker.ts'
