import type {
  BroadcastExcept,
  BroadcastOptions,
  BuiltIns,
  ObjectContext,
} from '../../definition/context.ts'
import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import { DurableObjectStateError } from '../../errors.ts'
import { noFeature } from '../features/no-feature.ts'
import { runSavepoint } from '../transactions/savepoints.ts'
import type { Turn, TurnOwner } from '../turns/turn.ts'
import type { ObjectMemory } from '../waking/object-memory.ts'
import { assertFunction } from './assert-function.ts'
import type { BroadcastOwner } from './broadcast.ts'
import { type ContextOwner, HandlerContext } from './handler-context.ts'
import type { OutsideOwner } from './outside.ts'
import { recreate } from './recreate.ts'
import { refuseFields } from './refuse-fields.ts'
import type { SocketOpening } from './socket-opening.ts'

/** The object that a handler runs in. */
export interface HandlerOwner extends TurnOwner, ContextOwner, OutsideOwner, BroadcastOwner {
  /** Defined where the definition has a memory. */
  readonly memory: ObjectMemory | undefined
  readonly blueprint: BroadcastOwner['blueprint'] & {
    readonly opening: SocketOpening | undefined
  }
}

/** `this` of one handler, without the names of the definition. */
export class HandlerThis implements BuiltIns<unknown> {
  readonly #owner: HandlerOwner
  readonly #turn: Turn
  #context: ObjectContext | undefined

  constructor(owner: HandlerOwner, turn: Turn) {
    this.#owner = owner
    this.#turn = turn
    Object.preventExtensions(this)
  }

  get state(): unknown {
    const turn = this.#turn.current
    return turn.state?.view(turn)
  }

  set state(value: unknown) {
    const turn = this.#turn.current
    if (!turn.state) throw new Error('There is no state before init has returned it.')
    assertState(value, this.state)
    if (turn.gone) recreate(this.#owner, turn, value)
    else turn.state.replace(turn, value)
  }

  get ctx(): ObjectContext {
    // Where the code has what it lacks, the features have added that.
    this.#context ??= new HandlerContext(this.#owner, this.#turn) as unknown as ObjectContext
    return this.#context
  }

  get id(): string {
    return this.#owner.identity.id
  }

  get name(): string | undefined {
    return this.#owner.identity.name
  }

  broadcast(message: unknown, to?: BroadcastOptions | BroadcastExcept): void {
    const { features, identity } = this.#owner
    if (!features.sockets) throw noFeature(identity, 'this.broadcast')
    features.sockets.broadcast(this.#owner, this.#turn.current, { message, to })
  }

  broadcastState(to?: BroadcastOptions | BroadcastExcept): void {
    this.broadcast({ type: 'state', state: this.state }, to)
  }

  handleWebSocket(request: Request, tags?: string[]): Response {
    if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') {
      return new Response('Expected a WebSocket upgrade', {
        status: 426,
        headers: { Upgrade: 'websocket' },
      })
    }
    const { blueprint, features, identity } = this.#owner
    if (blueprint.opening) return blueprint.opening.prepare(request, tags)
    if (!features.sockets) throw noFeature(identity, 'this.handleWebSocket')
    return features.sockets.connect(this.#owner, this.#turn.current, tags)
  }

  transaction<T>(fn: () => T | Promise<T>): Promise<T> {
    assertFunction(fn, 'this.transaction')
    const turn = this.#turn.current
    if (!turn.alive) return this.#owner.runLate(turn, () => fn())
    return turn.track(runSavepoint(this.#owner, turn, fn))
  }

  outside<T>(fn: () => T | Promise<T>): Promise<T> {
    assertFunction(fn, 'this.outside')
    const turn = this.#turn.current
    const isAlive = turn.alive
    const { features, identity } = this.#owner
    if (!features.outside) throw noFeature(identity, 'this.outside')
    const result = features.outside.run(this.#owner, turn, fn)
    return isAlive ? turn.track(result) : result
  }

  /** `'increment' of Counter 'alice'` */
  static describe(self: HandlerThis): string {
    return #turn in self ? self.#turn.describe() : 'the handler'
  }

  static hasMemory(self: HandlerThis): boolean {
    return #owner in self && self.#owner.memory !== undefined
  }

  static ownerOf(self: HandlerThis): HandlerOwner {
    return self.#owner
  }

  static turnOf(self: HandlerThis): Turn {
    return self.#turn.current
  }

  /** Calls a method or helper, which shares the turn of its caller. */
  static call(self: HandlerThis, { name, fn }: NamedFunction, args: unknown[]): unknown {
    if (!(#turn in Object(self))) {
      throw new TypeError(
        `A method or helper lost its this: write this.${name}(), or () => this.${name}().`,
      )
    }
    const result = Reflect.apply(fn, self, args)
    const turn = self.#turn.current
    return result instanceof Promise && turn.alive ? turn.track(result) : result
  }
}

refuseFields(HandlerThis.prototype, {
  set: (self, field) =>
    `this.${field} cannot be set: each handler has a this of its own, so it would be lost when ${HandlerThis.describe(self)} ends. this.state.${field} is stored. this.memory.${field} lives while the object is awake${HandlerThis.hasMemory(self) ? '' : `, with memory: () => ({ ${field}: … }) in the definition`}.`,
})
// Or a handler could have a `broadcast` of its own.
Object.freeze(HandlerThis.prototype)

/** A state that was an object would fail in every later handler if it became something else. */
function assertState(value: unknown, current: unknown): void {
  // Functions and symbols are refused with everything else that cannot be stored.
  const isLater = typeof value === 'function' || typeof value === 'symbol'
  if (isLater || (typeof value === 'object' && value !== null)) return
  if (value !== undefined && value !== null && typeof current !== 'object') return
  throw new DurableObjectStateError(
    `this.state cannot become ${value}. Assign the complete state, or one of its fields.`,
    { path: 'state' },
  )
}

type AnyFunction = (...args: unknown[]) => unknown

interface NamedFunction {
  /** Its key in the definition: a minifier shortens the names of functions themselves. */
  name: string
  fn: AnyFunction
}

/** The class of `this` for one definition: its methods and helpers beside the built-ins. */
export function createHandlerClass(definition: AnyDurableObjectDefinition): typeof HandlerThis {
  class DefinitionThis extends HandlerThis {}
  const { call } = HandlerThis
  const functions: Record<string, AnyFunction> = { ...definition.helpers, ...definition.methods }
  for (const [name, fn] of Object.entries(functions)) {
    const named = { name, fn }
    Object.defineProperty(DefinitionThis.prototype, name, {
      configurable: true,
      value(this: HandlerThis, ...args: unknown[]) {
        return call(this, named, args)
      },
    })
  }
  return DefinitionThis
}
