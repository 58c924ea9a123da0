/**
 * The main module of an app under `cloudwerk start`, around the app's own, so that the server can stop in
 * an orderly way. It is not part of any build.
 */
import { WorkerEntrypoint } from 'cloudflare:workers'
import { endStalledBodies } from './bodies.ts'
import { countCalls, followCall } from './calls.ts'
import { awaitTurn, type MessageClock, messages, noteMessage } from './fairness.ts'
import { withRequest } from './json-log.ts'
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
export { logAsJson } from './json-log.ts'

type Handlers = ExportedHandler & object
type FetchHandler = ExportedHandlerFetchHandler
type ScheduledHandler = ExportedHandlerScheduledHandler
type Entrypoint = new (ctx: ExecutionContext, env: unknown) => WorkerEntrypoint

let isStopping = false
/** The app's handler of cron lines. */
let scheduled: ScheduledHandler | undefined

watchPlainSockets()

/** The app's default export, which refuses requests once the server stops. */
export function hostWorker(app: Handlers | Entrypoint | undefined): unknown {
  if (typeof app === 'function') return hostEntrypoint(app)
  const fetch = app?.fetch?.bind(app) as FetchHandler | undefined
  scheduled = app?.scheduled?.bind(app) as ScheduledHandler | undefined
  if (app === undefined || fetch === undefined) return app ?? {}
  const hosted: FetchHandler = (request, env, ctx) =>
    take(ctx, () => withRequest(request, () => fetch(request, env, ctx)))
  return Object.create(app, { fetch: { value: hosted } })
}

function hostEntrypoint(App: Entrypoint): unknown {
  scheduled = (controller, env, ctx) => new App(ctx, env).scheduled?.(controller)
  return class extends App {
    override fetch(request: Request): Response | Promise<Response> {
      // An entry point without `fetch` behaves as on the platform.
      const call = super.fetch as (request: Request) => Response | Promise<Response>
      return take(this.ctx, () => withRequest(request, () => call.call(this, request)))
    }
  }
}

type Answer = Response | Promise<Response>

function take(ctx: ExecutionContext, answer: () => Answer): Answer {
  if (isStopping) return refuse()
  const turn = awaitTurn(ctx)
  const response = turn ? turn.then(answer) : answer()
  if (response instanceof Promise) followCall(response)
  return response
}

function refuse(): Response {
  const error = { code: 'SERVER_STOPPING', message: 'The server is restarting. Call again.' }
  return Response.json({ error }, { status: 503, headers: { 'Retry-After': '1' } })
}

/**
 * An object class of the app with two more methods, which close its sockets and cut the remaining ones.
 * `secret` is part of their names, so that callers of the class cannot find them.
 */
export function hostObject(
  App: ObjectClass | undefined,
  { className, secret }: { className: string; secret: string },
): unknown {
  // `cloudwerk start` recognizes this message.
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
  define(prototype, `jobs-${secret}`, (object, [request]) => manageJobs(App, object, request))
  wrapHandlers(App, prototype)
  Object.defineProperty(Hosted, 'name', { value: App.name })
  return Hosted
}

/** Where `@cloudwerk/durable-object` has what tools need of a class. */
const classTools: unique symbol = Symbol.for('cloudwerk.durable-object.tools')

interface ClassTools {
  jobs?: ((object: object, request: unknown) => Promise<unknown>) | undefined
}

/** For `cloudwerk objects jobs`. Undefined where the class has none. */
function manageJobs(App: ObjectClass, object: HostedObject, request: unknown): unknown {
  const { [classTools]: tools } = App as { [classTools]?: ClassTools }
  return tools?.jobs?.(object, request)
}

type Handler = (...args: unknown[]) => unknown

/** The platform acts on which handlers a class has, so none is added. */
function wrapHandlers(App: ObjectClass, prototype: object): void {
  if ('webSocketMessage' in App.prototype) {
    const onMessage: Handler = App.prototype.webSocketMessage
    define(prototype, 'webSocketMessage', (object, args) => {
      try {
        return onMessage.apply(object, args)
      } finally {
        noteMessage(object.ctx, args[0] as WebSocket)
      }
    })
  }
  for (const event of ['webSocketClose', 'webSocketError'] as const) {
    if (!(event in App.prototype)) continue
    const handler: Handler = App.prototype[event]
    define(prototype, event, async (object, args) => {
      try {
        await handler.apply(object, args)
      } finally {
        forgetSocket(object.ctx)
      }
    })
  }
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

/** The control Worker's interface to the app. Only the server's configuration binds it. */
export class CloudwerkHost extends WorkerEntrypoint implements MessageClock {
  /** Refuses new calls from now on, and returns the objects with sockets to close. */
  beginStop(): ObjectAddress[] {
    isStopping = true
    beginClosing()
    return objectsWithSockets()
  }

  /** Called at regular intervals. */
  tick(): void {
    endStalledBodies()
  }

  /** Runs a cron line that fell due at `time`, and says how it ended. A running one is waited for at the stop. */
  async runCron({ cron, time }: { cron: string; time: number }): Promise<'ok' | 'exception'> {
    if (isStopping) return 'ok'
    // Nothing is tried again here.
    const controller = { cron, scheduledTime: time, type: 'scheduled', noRetry: () => {} } as const
    const running = (async () => scheduled?.(controller, this.env, this.ctx))()
    followCall(running)
    try {
      await running
      return 'ok'
    } catch (error) {
      console.error(`The cron line "${cron}" failed:`, error)
      return 'exception'
    }
  }

  /** Shows that the app's code runs. */
  answer(): void {}

  watchMessages(): Promise<void> {
    return messages.watch()
  }

  restFromMessages(): Promise<void> {
    return messages.rest(this.ctx)
  }

  /** The number of calls that are still running, and the objects that have sockets. */
  remaining(): { calls: number; objects: ObjectAddress[] } {
    return { calls: countCalls(), objects: objectsWithSockets() }
  }
}
