/**
 * The Worker through which `cloudwerk start` talks to the app that it serves. It listens on a socket
 * that the server's user alone can open.
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

/** For how long a client gets to answer a close frame, in milliseconds. */
const socketPatience = 2_000
const interval = 20
/** Objects that are asked at the same time: each holds files open while it is awake. */
const atOnce = 64

export default {
  async fetch(request: Request, env: ControlEnv): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/stop') await stop(env)
    else if (pathname === '/tick') await env.APP.tick()
    else return new Response(null, { status: 404 })
    return new Response(null, { status: 204 })
  },
}

/** Closes the sockets, lets calls end, and then lets go of the connections that remain. */
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
  // Not only of those that did not answer: workerd (1.20261006) keeps the connection of a socket that
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
      // One that was cut throws, and one that cannot be woken has no say in the others' end.
      await stub?.[`${method}-${env.SECRET}`]?.().catch(() => undefined)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}

type ObjectMethods = Record<string, () => Promise<void>> | undefined
