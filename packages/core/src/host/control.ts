/**
 * The Worker through which `cloudwerk start` talks to the app that it serves. It listens on a socket that
 * only the server's user can open.
 */
import type { CloudwerkHost } from './app.ts'
import type { ObjectAddress } from './sockets.ts'

interface ControlEnv {
  APP: Service<CloudwerkHost>
  /** Part of the names of the methods that `hostObject` adds. */
  SECRET: string
  /** The app's object classes by name. */
  [className: `object ${string}`]: DurableObjectNamespace
}

/** How long clients have to answer a close frame, in milliseconds. */
const socketPatience = 2_000
const interval = 20
/** How many objects are called at the same time: each keeps files open while it is awake. */
const atOnce = 64

export default {
  async fetch(request: Request, env: ControlEnv): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/jobs') return manageJobs(env, request)
    if (pathname === '/scheduled') return runScheduled(env, request)
    if (pathname === '/stop') await stop(env)
    else if (pathname === '/tick') await env.APP.tick()
    else if (pathname === '/health') await env.APP.answer()
    else return new Response(null, { status: 404 })
    return new Response(null, { status: 204 })
  },
}

/** Of `cloudwerk objects jobs`: an object, and what its method gets. */
interface JobsCall {
  className: string
  name?: string
  id?: string
  request: unknown
}

/** 404 where the app has no such class, or the class no jobs. */
async function manageJobs(env: ControlEnv, request: Request): Promise<Response> {
  // Only the command line reaches this Worker.
  const { className, name = '', id, request: asked } = await request.json<JobsCall>()
  const namespace = env[`object ${className}`]
  if (!namespace) {
    const classes = Object.keys(env).flatMap((key) => /^object (.*)/.exec(key)?.[1] ?? [])
    return Response.json({ classes }, { status: 404 })
  }
  try {
    const objectId = id === undefined ? namespace.idFromName(name) : namespace.idFromString(id)
    // `hostObject` gives each class this method.
    const stub = namespace.get(objectId) as unknown as Record<string, (asked: unknown) => unknown>
    return Response.json((await stub[`jobs-${env.SECRET}`]?.(asked)) ?? {})
  } catch (error) {
    return Response.json({ error: String(Object(error).message) }, { status: 500 })
  }
}

/** Runs a cron line of the app, and answers with its outcome. */
async function runScheduled({ APP }: ControlEnv, request: Request): Promise<Response> {
  // Only the server reaches this Worker.
  const outcome = await APP.runCron(await request.json<{ cron: string; time: number }>())
  return Response.json({ outcome })
}

/** Closes the sockets, lets calls end, and then cuts the remaining connections. */
async function stop(env: ControlEnv): Promise<void> {
  const began = Date.now()
  const objects = await env.APP.beginStop()
  await callEach(objects, { env, method: 'close' })
  let remaining = await env.APP.remaining()
  while (
    remaining.calls > 0 ||
    (remaining.objects.length > 0 && Date.now() - began < socketPatience)
  ) {
    await new Promise((resolve) => setTimeout(resolve, interval))
    remaining = await env.APP.remaining()
  }
  // Not only the sockets that did not answer: workerd (1.20261006) keeps the connection of a socket that
  // was closed before its client had sent anything.
  await callEach([...objects, ...remaining.objects], { env, method: 'cut' })
}

async function callEach(
  objects: readonly ObjectAddress[],
  { env, method }: { env: ControlEnv; method: 'close' | 'cut' },
): Promise<void> {
  const rest = new Map(objects.map((object) => [object.id, object])).values()
  const work = async () => {
    for (const { className, id } of rest) {
      const namespace = env[`object ${className}`]
      // `hostObject` gives each class this method.
      const stub = namespace?.get(namespace.idFromString(id)) as unknown as ObjectMethods
      // A call that cuts its object throws, and an object that cannot be woken must not stop the others.
      await stub?.[`${method}-${env.SECRET}`]?.().catch(() => undefined)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

type ObjectMethods = Record<string, () => Promise<void>> | undefined
