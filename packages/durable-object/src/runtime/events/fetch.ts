import type { HandlerRequest } from '../../definition/definition.ts'
import type { Runs } from './handler-runner.ts'
import { toCaller } from './method.ts'
import { readSmallBody } from './request-body.ts'

export async function runFetch(object: Runs, request: Request): Promise<Response> {
  const { fetch } = object.blueprint.definition
  if (!fetch) return noFetchHandler(object.blueprint.name, request)
  // Before the turn, so that a slow upload does not hold the object.
  const ready = request.body ? await readSmallBody(request) : request
  const call = (self: object) => fetch.call(self, ready as HandlerRequest)
  const response = await object.run('fetch', call, {
    toAnswer: (result) => assertResponse(object, result),
    toCaller: toCaller(object, 'fetch'),
  })
  return response as Response
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
