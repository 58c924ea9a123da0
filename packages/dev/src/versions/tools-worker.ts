import type { DurableObjectNamespace, DurableObjectState } from '@cloudflare/workers-types'

/** The Worker that `run-tools.ts` puts around a built app: it says what the app's classes are. */

/** Where `@cloudwerk/durable-object` has what tools need of a class. */
const classTools: unique symbol = Symbol.for('cloudwerk.durable-object.tools')

interface ClassTools {
  versions(): unknown
  rehearse(object: object): Promise<object>
}

/** A class of the app, in the way that the platform makes objects of it. */
type ObjectClass = (new (
  state: DurableObjectState,
  env: unknown,
) => object) & {
  [classTools]?: ClassTools
}

interface RehearsedStub {
  rehearse(): Promise<object>
}

/** The body of a request to this Worker. */
export interface RehearsalRequest {
  /** The binding of the class, which has its name. */
  className: string
  id: string
}

/** Why an object could not be rehearsed. */
export interface RehearsalFailure {
  name: string
  message: string
  /** The step of a migration. */
  step?: string
  /** Where in the state, for a schema. */
  path?: string
}

/** The class with one more method, which wakes the object. */
export function rehearsable(Class: ObjectClass): ObjectClass {
  const tools = Class[classTools]
  return class extends Class {
    async rehearse(): Promise<object> {
      return tools ? tools.rehearse(this) : {}
    }

    /** An alarm that a copy has set. */
    async alarm(): Promise<void> {}
  }
}

export function toolsWorker(app: Record<string, unknown>): object {
  return {
    fetch(request: Request, env: Record<string, DurableObjectNamespace>): Promise<Response> {
      return request.method === 'GET' ? describe(app) : rehearse(request, env)
    },
  }
}

/** The versions of each class that has some. */
async function describe(app: Record<string, unknown>): Promise<Response> {
  const found = Object.entries(app).flatMap(([className, value]) => {
    const versions = (value as ObjectClass | null | undefined)?.[classTools]?.versions()
    return versions ? [[className, versions]] : []
  })
  return Response.json(Object.fromEntries(found))
}

async function rehearse(
  request: Request,
  env: Record<string, DurableObjectNamespace>,
): Promise<Response> {
  // Sent by rehearse.ts.
  const { className, id } = (await request.json()) as RehearsalRequest
  const namespace = env[`cloudwerk ${className}`] as DurableObjectNamespace
  const stub = namespace.get(namespace.idFromString(id)) as unknown as RehearsedStub
  try {
    return Response.json({ done: await stub.rehearse() })
  } catch (error) {
    return Response.json({ failure: toFailure(error) })
  }
}

function toFailure(error: unknown): RehearsalFailure {
  const { name, message, step, path, cause } = Object(error)
  return { name, message, step, path: path ?? Object(cause).path }
}
