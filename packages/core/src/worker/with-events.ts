import type { AppWorker } from './create-worker.ts'

/**
 * The Worker of an app with `app/worker.ts`, whose default export handles the other events. Its functions
 * keep their own `this`.
 */
export function withEvents(worker: AppWorker, events: object): AppWorker {
  return Object.assign(Object.create(events), worker)
}
