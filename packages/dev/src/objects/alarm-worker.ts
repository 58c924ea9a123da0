import type {
  DurableObjectNamespace,
  DurableObjectState,
  DurableObjectStorage,
} from '@cloudflare/workers-types'

/** The worker that `repair-alarms.ts` runs in place of the app. It has nothing of the app's code. */

/** How long after it was looked at an overdue alarm rings, for the app to run by then. */
const soon = 10_000

/** What the worker is asked. */
export interface AlarmsRequest {
  /** The binding of the class. */
  className: string
  ids: string[]
}

/** What is known of an object's alarm, in milliseconds since 1970. */
export interface RepairedAlarm {
  id: string
  /** When it was due. */
  due: number
  overdue: boolean
}

/** An object of any class. */
export class StoredObject {
  readonly #state: DurableObjectState
  readonly #storage: DurableObjectStorage

  constructor(state: DurableObjectState) {
    this.#state = state
    this.#storage = state.storage
  }

  /** Sets the alarm again that the object itself knows of. */
  async fetch(request: Request): Promise<Response> {
    if (request.method === 'DELETE') this.#state.abort('done')
    const due = await this.#storage.getAlarm()
    if (due === null) return Response.json(null)
    const now = Date.now()
    const at = Math.max(due, now + soon)
    // The platform's own list is told of changes alone.
    await this.#storage.setAlarm(at + 1)
    await this.#storage.sync()
    await this.#storage.setAlarm(at)
    await this.#storage.sync()
    return Response.json({ due, overdue: due <= now })
  }

  /** It is the app that is to ring. */
  async alarm(): Promise<void> {
    await this.#storage.setAlarm(Date.now() + soon)
  }
}

export default {
  async fetch(request: Request, env: Record<string, DurableObjectNamespace>): Promise<Response> {
    // Our own side sends it.
    const { className, ids } = (await request.json()) as AlarmsRequest
    // A class is bound under its own name.
    const namespace = env[className] as DurableObjectNamespace
    const found = await Promise.all(ids.map((id) => repair(namespace, id)))
    return Response.json(found.filter((alarm) => alarm !== undefined))
  },
}

async function repair(
  namespace: DurableObjectNamespace,
  id: string,
): Promise<RepairedAlarm | undefined> {
  const stub = namespace.get(namespace.idFromString(id))
  const response = await stub.fetch('http://object/')
  const alarm = (await response.json()) as Omit<RepairedAlarm, 'id'> | null
  // One that is awake holds three open files.
  await stub.fetch('http://object/', { method: 'DELETE' }).catch(() => undefined)
  return alarm ? { id, ...alarm } : undefined
}
