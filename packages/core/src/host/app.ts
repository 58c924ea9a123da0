/**
 * What `cloudwerk start` puts around an app, as its main module, so that the server can end in
 * order. It is in no build.
 */
import { WorkerEntrypoint } from 'cloudflare:workers'
import { endStalledBodies } from './bodies.ts'
import { countCalls, followCall } from './calls.ts'
import {
  beginClosing,
  closeSockets,
  forgetSocket,
  type ObjectAddress,
  type ObjectClass,
  objectsWithSockets,
  watchObject,
  watchPlainSockets,
} from './sockets.ts'

export { limitBodies } from './bodies.ts'

type Handlers = ExportedHandler & object
type FetchHandler = ExportedHandlerFetchHandler
type Entrypoint = new (ctx: ExecutionContext, env: unknown) => WorkerEntrypoint

let isStopping = false

watchPlainSockets()

/** The default export of the app, which no longer takes requests once the server stops. */
export function hostWorker(app: Handlers | Entrypoint | undefined): unknown {
  if (typeof app === 'function') return hostEntrypoint(app)
  const fetch = app?.fetch?.bind(app) as FetchHandler | undefined
  if (app === undefined || fetch === undefined) return app ?? {}
  const hosted: FetchHandler = (request, env, ctx) => take(() => fetch(request, env, ctx))
  return Object.create(app, { fetch: { value: hosted } })
}

function hostEntrypoint(App: Entrypoint): unknown {
  return class extends App {
    override fetch(request: Request): Response | Promise<Response> {
      // One without a `fetch` answers as the platform lets it.
      const call = super.fetch as (request: Request) => Response | Promise<Response>
      return take(() => call.call(this, request))
    }
  }
}

function take(answer: () => Response | Promise<Response>): Response | Promise<Response> {
  if (isStopping) return refuse()
  const response = answer()
  if (response instanceof Promise) followCall(response)
  return response
}

function refuse(): Response {
  const error = { code: 'SERVER_STOPPING', message: 'The server is restarting. Call again.' }
  return Response.json({ error }, { status: 503, headers: { 'Retry-After': '1' } })
}

/**
 * An object class of the app with two more methods, which close its sockets and cut what is left of
 * them. `secret` is part of their names: who can call the class is not to find them.
 */
export function hostObject(
  App: ObjectClass | undefined,
  { className, secret }: { className: string; secret: string },
): unknown {
  // `cloudwerk start` looks for these words.
  if (App === undefined) throw new Error(`The bundle does not export the class ${className}`)
  class Hosted extends App {
    constructor(ctx: DurableObjectState, env: unknown) {
      watchObject(ctx, className)
      super(ctx, env)
    }
  }
  const { prototype } = Hosted
  define(prototype, `close-${secret}`, (object) => closeSockets(object.ctx))
  define(prototype, `cut-${secret}`, async ({ ctx }) => {
    await ctx.storage.sync()
    ctx.abort('The server is restarting')
  })
  // Which handlers a class has tells the platform what to do, so none is added.
  for (const event of ['webSocketClose', 'webSocketError'] as const) {
    if (!(event in App.prototype)) continue
    const handler: (...args: unknown[]) => unknown = App.prototype[event]
    define(prototype, event, async (object, args) => {
      try {
        await handler.apply(object, args)
      } finally {
        forgetSocket(object.ctx)
      }
    })
  }
  Object.defineProperty(Hosted, 'name', { value: App.name })
  return Hosted
}

interface HostedObject {
  ctx: DurableObjectState
}

function define(
  prototype: object,
  name: string,
  run: (object: HostedObject, args: unknown[]) => unknown,
): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: HostedObject, ...args: unknown[]) {
      return run(this, args)
    },
  })
}

/** What the control Worker asks of the app. Only the server's configuration binds it. */
export class CloudwerkHost extends WorkerEntrypoint {
  /** Takes no more calls, and tells which objects have sockets to close. */
  beginStop(): ObjectAddress[] {
    isStopping = true
    beginClosing()
    return objectsWithSockets()
  }

  /** What is due from time to time. */
  tick(): void {
    endStalledBodies()
  }

  /** Calls that go on, and objects that have sockets. */
  remaining(): { calls: number; objects: ObjectAddress[] } {
    return { calls: countCalls(), objects: objectsWithSockets() }
  }
}
