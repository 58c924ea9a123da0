import { AsyncLocalStorage } from 'node:async_hooks'
import type { AppWorker, MissingRouteHandler } from './create-worker.ts'

type Given = [env: Record<string, unknown>, ctx: ExecutionContext]

/**
 * The Worker that another framework has built, beside the app's own.
 *
 * @internal
 */
export interface FrameworkWorker {
  /** Answers what no route of the app matches. */
  onMissing: MissingRouteHandler
  /** The Worker of both. Other events are handled by that of the framework, unless the app handles them. */
  around(worker: AppWorker): AppWorker
}

/**
 * Puts an app beside the Worker of another framework, as `cloudwerk build` does.
 *
 * @param built - The default export of that Worker.
 * @internal
 */
export function besideFramework(built: AppWorker): FrameworkWorker {
  // Middleware may pass on a request of its own.
  const running = new AsyncLocalStorage<Given>()
  return {
    onMissing(request) {
      // `around` has begun each request.
      return built.fetch(request, ...(running.getStore() as Given))
    },
    around(worker) {
      const handlers: Record<string, unknown> = {
        fetch: (request: Request, ...given: Given) =>
          running.run(given, () => worker.fetch(request, ...given)),
      }
      for (const [name, handler] of Object.entries<unknown>({ ...built })) {
        if (typeof handler === 'function' && !(name in worker)) handlers[name] = handler.bind(built)
      }
      return Object.assign(Object.create(worker), handlers)
    },
  }
}
