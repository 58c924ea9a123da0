import type { Caller } from '../../definition/context.ts'
import { encodeData, plain } from '../../state/index.ts'
import type { Runs } from '../events/handler-runner.ts'
import { Answers, type Arrival } from './answers.ts'
import { RefusedCall, toFailure } from './call-errors.ts'
import { checkCall } from './check-call.ts'
import type { LiveSettings, OpenCall } from './class-live.ts'
import type { Connection } from './connection.ts'
import type { Connections } from './connections.ts'
import type { Outbox } from './outbox.ts'
import type { ClientMessage } from './read-message.ts'

export type CallMessage = Extract<ClientMessage, { kind: 'call' }>

/** Which call of which page a handler runs for. */
export interface RunningCall {
  readonly key: string
  readonly id: number
}

export interface CallsOptions {
  object: Runs
  settings: LiveSettings
  connections: Connections
  outbox: Outbox
  epoch: string
}

/** Makes the calls of pages. */
export class Calls {
  readonly #options: CallsOptions
  readonly #answers = new Answers()
  /** By what they are to their handlers. */
  readonly #running: WeakMap<Caller, RunningCall> = new WeakMap()

  constructor(options: CallsOptions) {
    this.#options = options
  }

  /** The call that a handler runs for. */
  of(caller: Caller | undefined): RunningCall | undefined {
    return caller && this.#running.get(caller)
  }

  greet({ key, settled }: Connection): void {
    this.#answers.greet(key)
    settled.push(...this.#answers.lastRun(key))
  }

  /** Answers a call with one message, once its effect is on the way. */
  async make(connection: Connection, message: CallMessage): Promise<void> {
    const { id, name } = message
    const { key } = connection
    const arrival = this.#find(key, message)
    if (arrival.kind === 'running') return
    if (arrival.kind === 'answered') {
      this.#send(key, arrival.text)
      return
    }
    if (arrival.kind === 'forgotten') {
      this.#send(key, errorText(id, unknownOutcome(name)))
      return
    }
    if (!connection.rate.take()) {
      const failure = { code: 'BUSY', message: 'Too many calls at once. Try again.' }
      this.#send(key, errorText(id, failure))
      return
    }
    this.#answers.begin(key, id)
    const text = await this.#run(connection, message).then(
      (value) => `["result",${id},${value}]`,
      (error) => errorText(id, toFailure(this.#options.object, name, error)),
    )
    this.#answers.keep(key, id, text)
    this.#send(key, text)
  }

  /** A call of another instance may have run there, which nobody here knows. */
  #find(key: string, { id, name, epoch }: CallMessage): Arrival {
    const { settings, epoch: own } = this.#options
    const isIdempotent = settings.calls.get(name)?.isIdempotent ?? true
    const arrival = this.#answers.find(key, id, epoch !== undefined)
    if (arrival.kind === 'forgotten' && isIdempotent) return { kind: 'new' }
    const isOfOther = epoch !== undefined && epoch !== own
    return isOfOther && arrival.kind === 'new' && !isIdempotent ? { kind: 'forgotten' } : arrival
  }

  /** To the connection that the client has now. */
  #send(key: string, text: string): void {
    const { outbox, connections } = this.#options
    outbox.answer(() => connections.of(key)?.sendAfterState(text))
  }

  /** The text of the result. */
  async #run(connection: Connection, { id, name, args }: CallMessage): Promise<unknown> {
    const call = this.#options.settings.calls.get(name)
    if (!call) {
      throw new RefusedCall({ code: 'UNKNOWN_CALL', message: `There is no call '${name}'.` })
    }
    const { viewer, checked: before } = connection
    const checking = checkCall(call, { viewer, args })
    if (!before && !(checking instanceof Promise)) {
      return this.#perform(connection, call, { id, args: checking })
    }
    // Calls run in the order in which they came, however long their schemas take.
    const checked = Promise.allSettled([before, checking])
    connection.checked = checked
    await checked
    if (connection.checked === checked) connection.checked = undefined
    return this.#perform(connection, call, { id, args: await checking })
  }

  #perform(
    { viewer, key }: Connection,
    { name, method }: OpenCall,
    { id, args }: { id: number; args: unknown[] },
  ): Promise<unknown> {
    const { object } = this.#options
    const caller: Caller = Object.freeze({ kind: 'live', viewer })
    this.#running.set(caller, { key, id })
    return object.run(name, (self) => Reflect.apply(method, self, args), {
      caller,
      reads: object.blueprint.settings.reads.has(name),
      toAnswer: (result) => encodeData(plain(result), `The result of '${name}'`),
    })
  }
}

function errorText(id: number, failure: object): string {
  return `["error",${id},${encodeData(failure, 'The error')}]`
}

function unknownOutcome(name: string): object {
  const message = `Whether '${name}' has run is not known, since the object was restarted meanwhile.`
  return { code: 'UNKNOWN_OUTCOME', message }
}
