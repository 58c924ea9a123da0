import { jobsCall } from '@cloudwerk/durable-object/runtime'
import { registeredObjects } from '../bindings/registry.ts'
import { answerCall, answerFetch } from './answer-calls.ts'
import type { ToolHandler } from './create-worker.ts'

/** On each answer to a tool, so that it is told apart from one of the app. */
const marker = { 'x-cloudwerk-tools': '1' }

/** What `cloudwerk objects jobs` sends. */
interface JobsCall {
  className: string
  name?: string
  id?: string
  request: unknown
}

/**
 * For dev: answers `cloudwerk objects jobs` and what `cloudwerk dev --with` has started, whose requests have
 * `header`. Only who may read the dev server's own files knows its name.
 *
 * @internal
 */
export function answerTools(header: string): ToolHandler {
  return (request, env) => {
    const asked = request.headers.get(header)
    return asked === null ? undefined : answers[asked]?.(request, env)
  }
}

/** By the value of the header. */
const answers: Record<string, ToolHandler> = {
  jobs: answerJobs,
  ready: async () => reply(200, {}),
  call: async (request, env) => marked(await answerCall(request, env)),
  fetch: async (request, env) => marked(await answerFetch(request, env)),
}

async function answerJobs(request: Request, env: Record<string, unknown>): Promise<Response> {
  const { className, name = '', id, request: asked } = await request.json<JobsCall>()
  const objects = registeredObjects()
  const binding = objects?.get(className)
  if (!binding) return reply(404, { classes: [...(objects?.keys() ?? [])] })
  try {
    // The binding of an object class, whose methods include this one in dev.
    const namespace = env[binding] as DurableObjectNamespace
    const objectId = id === undefined ? namespace.idFromName(name) : namespace.idFromString(id)
    const stub = namespace.get(objectId) as unknown as Record<string, (asked: unknown) => unknown>
    return reply(200, (await stub[jobsCall]?.(asked)) ?? {})
  } catch (error) {
    return reply(500, { error: String(Object(error).message) })
  }
}

function marked(response: Response): Response {
  for (const [name, value] of Object.entries(marker)) response.headers.set(name, value)
  return response
}

function reply(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: marker })
}
