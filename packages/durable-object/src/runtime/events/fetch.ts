import type { HandlerRequest } from '../../definition/definition.ts'
import { fetchChain } from '../calls/request-link.ts'
import type { Call } from '../turns/run-options.ts'
import type { Runs } from './handler-runner.ts'
import { toCaller } from './method.ts'
import { readSmallBody } from './request-body.ts'

export async function runFetch(object: Runs, request: Request): Promise<Response> {
  const { fetch } = object.blueprint.definition
  if (!fetch) {
    const { name, features } = object.blueprint
    return features.sockets?.answer(object, request) ?? noFetchHandler(name, request)
  }
  // Before the turn, so that a slow upload does not hold the object.
  const ready = request.body ? await readSmallBody(request) : request
  const call: Call = (self) => fetch.call(self, ready as HandlerRequest)
  return runRequest(object, { request, call })
}

/** Runs what answers a request, and accepts the connection where it asks for one. */
export async function runRequest(
  object: Runs,
  { request, call }: { request: Request; call: Call },
): Promise<Response> {
  const options = {
    chain: fetchChain(request),
    toAnswer: (result: unknown) => assertResponse(object, result),
    toCaller: toCaller(object, 'fetch'),
  }
  const connecting = object.blueprint.opening?.begin()
  if (!connecting) return (await object.run('fetch', call, options)) as Response
  const drop = async (): Promise<void> => connecting.drop()
  try {
    const connect: Call = (self) => connecting.finish(self, call(self))
    return (await object.run('fetch', connect, { ...options, afterUndo: drop })) as Response
  } catch (error) {
    // Also where a commit that was shared with others has failed.
    await drop()
    throw error
  }
}

function noFetchHandler(className: string, request: Request): Response {
  const message = `${className} has no fetch handler, so it cannot answer ${request.method} ${new URL(request.url).pathname}. Add fetch(request) to its definition or call a method.`
  return Response.json({ error: { code: 'NO_FETCH_HANDLER', message } }, { status: 404 })
}

function assertResponse({ identity }: Runs, result: unknown): Response {
  if (result instanceof Response) {
    if (!result.bodyUsed && !result.body?.locked) return result
    throw new TypeError(
      `'fetch' of ${identity.describe()} returned a Response whose body was read already, so that it cannot be sent. Return a new Response(…), or what clone() gave before it was read.`,
    )
  }
  throw new TypeError(
    `'fetch' of ${identity.describe()} returned ${describeType(result)}, not a Response.`,
  )
}

function describeType(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`
}
