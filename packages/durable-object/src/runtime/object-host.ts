import type {
  AnyDurableObjectDefinition,
  AnyValue,
  HandlerRequest,
  ObjectContext,
} from '../definition.ts'
import { DurableObjectStateError } from '../errors.ts'
import { createContext } from './context.ts'
import type { HandlerHost, HandlerThis } from './handler-this.ts'
import { Queue } from './queue.ts'
import { StoredState } from './stored-state.ts'

/** What all objects of one class share. */
export interface Blueprint {
  readonly name: string
  readonly definition: AnyDurableObjectDefinition
  readonly HandlerClass: typeof HandlerThis
}

/** One live object: its state, and the handlers that take turns on it. */
export class ObjectHost implements HandlerHost {
  readonly context: ObjectContext
  state: unknown
  readonly #blueprint: Blueprint
  readonly #ctx: DurableObjectState
  readonly #stored: StoredState
  readonly #queue: Queue = new Queue()
  readonly #self: HandlerThis
  #awake = false

  constructor(blueprint: Blueprint, ctx: DurableObjectState, env: AnyValue) {
    this.#blueprint = blueprint
    this.#ctx = ctx
    this.context = createContext(blueprint, ctx, env)
    this.#stored = new StoredState(ctx.storage)
    this.#self = new blueprint.HandlerClass(this)
  }

  /** Runs a method or handler in its turn; its changes are on disk before its answer leaves. */
  run(name: string, args: unknown[]): Promise<unknown> {
    return this.#queue.run(async () => {
      if (!this.#awake) await this.#wake()
      try {
        const result = await this.#call(name, args)
        this.#stored.save(this.state)
        return result
      } catch (error) {
        // The next turn reads the state as it was before this one.
        this.#awake = false
        throw error
      }
    })
  }

  #call(name: string, args: unknown[]): unknown {
    const { definition } = this.#blueprint
    if (name === 'fetch' && !definition.fetch)
      return this.#noFetchHandler(args[0] as HandlerRequest)
    const own = definition.methods?.[name] ?? definition[name as 'fetch']
    return Reflect.apply(own, this.#self, args)
  }

  async #wake(): Promise<void> {
    const row = await this.#stored.load()
    if (row && row.version !== 1) throw this.#newerFormat(row.version)
    if (row) this.state = row.state
    else await this.#init()
    await this.#blueprint.definition.start?.call(this.#self, this.context)
    this.#awake = true
  }

  /** One transaction, so that the state, tables, keys and the alarm are kept together or not at all. */
  #init(): Promise<void> {
    return this.#ctx.storage.transaction(async () => {
      const state = await this.#blueprint.definition.init?.call(this.#self, this.context)
      this.state = state ?? {}
      await this.#stored.save(this.state)
    })
  }

  #newerFormat(version: unknown): DurableObjectStateError {
    const { name } = this.#blueprint
    return new DurableObjectStateError(
      `The state of ${name} ${this.context.id} has format ${version}, this code reads format 1. Deploy the newer code again; nothing was changed.`,
      { objectName: name, objectId: this.context.id.toString() },
    )
  }

  #noFetchHandler(request: HandlerRequest): Response {
    const message = `${this.#blueprint.name} has no fetch handler, so it cannot answer ${request.method} ${new URL(request.url).pathname}. Add fetch(request) to its definition or call a method.`
    return Response.json({ error: { code: 'NO_FETCH_HANDLER', message } }, { status: 404 })
  }
}
