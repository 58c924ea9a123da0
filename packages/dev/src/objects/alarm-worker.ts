import type {
  DurableObjectNamespace,
  DurableObjectState,
  DurableObjectStorage,
} from '@cloudflare/workers-types'

/** The Worker that `repair-alarms.ts` runs in place of the app. It has none of the app's code. */

/** When an overdue alarm rings, from now: the app should run by then. Milliseconds. */
const soon = 10_000

/** The body of a request to this Worker. */
export interface AlarmsRequest {
  /** The binding of the class. */
  className: string
  ids: string[]
}

/** An alarm that was set again. Times in milliseconds since 1970. */
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

  /** Sets the object's alarm again. */
  async fetch(request: Request): Promise<Response> {
    if (request.method === 'DELETE') this.#state.abort('done')
    const due = await this.#storage.getAlarm()
    if (due === null) return Response.json(null)
    const now = Date.now()
    const at = Math.max(due, now + soon)
    // The platform's own list is updated only when an alarm changes.
    await this.#storage.setAlarm(at + 1)
    await this.#storage.sync()
    await this.#storage.setAlarm(at)
    await this.#storage.sync()
    return Response.json({ due, overdue: due <= now })
  }

  /** Leaves the alarm to the app. */
  async alarm(): Promise<void> {
    await this.#storage.setAlarm(Date.now() + soon)
  }
}

export default {
  async fetch(request: Request, env: Record<string, DurableObjectNamespace>): Promise<Response> {
    // Sent by repair-alarms.ts.
    const { className, ids } = (await request.json()) as AlarmsRequest
    // Each class is bound under its own name.
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
  // An object that is awake holds three open files.
  await stub.fetch('http://object/', { method: 'DELETE' }).catch(() => undefined)
  return alarm ? { id, ...alarm } : undefined
}
