import type { AnyDurableObjectDefinition, AnyValue } from '../definition.ts'
import { DurableObjectBusyError, DurableObjectError } from '../errors.ts'
import { LiveState, plain } from '../state/index.ts'
import { type Broadcast, prepareBroadcast } from './broadcast.ts'
import { type ChainLink, currentTurn } from './call-chain.ts'
import type { HandlerThis } from './handler-this.ts'
import { Inspection } from './inspect.ts'
import { KeyValueRows } from './key-value-rows.ts'
import { assertSchema } from './schema.ts'
import { SqlRows, type StateRows } from './state-rows.ts'
import { Turn } from './turn.ts'
import { TurnQueue } from './turn-queue.ts'
import type { TurnRef } from './turn-ref.ts'

/** What all objects of one class share. */
export interface Blueprint {
  readonly name: string
  readonly definition: AnyDurableObjectDefinition
  readonly HandlerClass: typeof HandlerThis
  /** Whether a handler that makes others wait is reported. */
  readonly dev: boolean
  /** Whether tools may read the state and the last commits. */
  readonly inspect: boolean
}

export interface RunOptions {
  /** For events that have no caller: wait for the turn without a limit. */
  waitsForever?: boolean
  /** The handlers that wait for this one. */
  chain?: readonly ChainLink[] | undefined
}

/** What storage and an open transaction have in common. */
type Storage = Pick<
  DurableObjectTransaction,
  'get' | 'put' | 'delete' | 'list' | 'getAlarm' | 'setAlarm' | 'deleteAlarm'
>

/** One live object: its state, and the handlers that take turns on it. */
export class ObjectHost {
  readonly blueprint: Blueprint
  readonly native: DurableObjectState
  readonly env: AnyValue
  readonly id: string
  /** Counts what was done to the alarm, so that an event can see that it is out of date. */
  alarmChanges = 0
  readonly inspection: Inspection | undefined
  readonly queue: TurnQueue
  readonly #rows: StateRows
  /** Undefined while the object sleeps or is new. */
  #live: LiveState | undefined
  /** On the legacy backend only what goes through it belongs to an open transaction. */
  #transaction: DurableObjectTransaction | undefined

  constructor(blueprint: Blueprint, native: DurableObjectState, env: AnyValue) {
    const { definition } = blueprint
    this.blueprint = blueprint
    this.native = native
    this.env = env
    this.id = native.id.toString()
    if (blueprint.inspect) this.inspection = new Inspection()
    this.#rows =
      definition.sqlite === false
        ? new KeyValueRows(this.transactionStorage)
        : new SqlRows(native.storage)
    this.queue = new TurnQueue({
      callTimeout: definition.callTimeout ?? 30_000,
      holdLimit: definition.holdLimit ?? 150_000,
      groupCommit: definition.groupCommit ?? true,
      describe: () => this.describe(),
      onRevoked: (turn) => this.#revoke(turn),
      onSlow: blueprint.dev ? (turn, waiting) => this.#reportSlow(turn, waiting) : undefined,
    })
  }

  get name(): string | undefined {
    return this.native.id.name
  }

  /** As messages name it: `Counter 'alice'`. */
  describe(): string {
    return `${this.blueprint.name} ${this.name === undefined ? this.id : `'${this.name}'`}`
  }

  readonly transactionStorage = (): Storage =>
    (this.blueprint.definition.sqlite === false && this.#transaction) || this.native.storage

  /** Runs a method or handler in its turn. Its changes are on disk before its answer leaves. */
  run(
    handler: string,
    call: (self: HandlerThis) => unknown,
    options?: RunOptions,
  ): Promise<unknown> {
    const turn = this.#createTurn(handler)
    if (options?.chain) turn.chain = options.chain
    const waiting = this.queue.enter(turn, options?.waitsForever ?? false)
    if (!waiting) return this.#hold(turn, call)
    return waiting.then(() => this.#hold(turn, call))
  }

  /** Gives code whose handler has ended a turn of its own. */
  async runLate<T>(ref: TurnRef, fn: () => T | Promise<T>): Promise<T> {
    const turn = this.#createTurn(`${ref.turn.handler} (later)`)
    await this.queue.enter(turn, true)
    ref.turn = turn
    // The result is what `fn` gave, made plain.
    return (await this.#hold(turn, fn)) as T
  }

  #createTurn(handler: string): Turn {
    return new Turn(handler, this)
  }

  #hold(turn: Turn, call: (self: HandlerThis) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      turn.onRevoked = reject
      this.#perform(turn, call).then(resolve, reject)
    })
  }

  async #perform(turn: Turn, call: (self: HandlerThis) => unknown): Promise<unknown> {
    try {
      if (!this.#live) await this.#wake()
      turn.live = this.#live
      const result = await currentTurn.run(turn, call, new this.blueprint.HandlerClass(this, turn))
      if (turn.hasPending) await turn.settle()
      const answer = plain(result)
      if (turn.alive) this.commit(turn)
      return answer
    } catch (error) {
      if (turn.alive) turn.live?.undo()
      throw this.#named(error)
    } finally {
      turn.alive = false
      this.queue.leave(turn)
    }
  }

  /** Loads the state, or makes it where the object is new. */
  async #wake(): Promise<void> {
    const opening = this.#rows.open()
    if (opening) await opening
    const live = LiveState.load(this.#rows)
    this.#live = live ?? (await this.queue.withoutTimers(() => this.#init()))
    const { start } = this.blueprint.definition
    if (start) await this.#start(start)
  }

  /** One transaction: the state, tables, keys and the alarm are kept together or not at all. */
  async #init(): Promise<LiveState> {
    const { init, schema } = this.blueprint.definition
    if (!init) return LiveState.blank(this.#rows)
    const turn = this.#createTurn('init')
    turn.depth = 1
    try {
      return await this.native.storage.transaction(async (txn) => {
        this.#transaction = txn
        const self = new this.blueprint.HandlerClass(this, turn)
        const value = plain(await init.call(self, self.ctx)) ?? {}
        await turn.settle()
        const state = schema ? assertSchema(schema, value, this.describe()) : value
        const live = LiveState.create(this.#rows, state)
        this.#rows.atomically(() => live.commit())
        return live
      })
    } catch (error) {
      this.#rows.forget()
      throw error
    } finally {
      turn.alive = false
      this.#transaction = undefined
      for (const send of turn.broadcasts) send()
    }
  }

  async #start(start: NonNullable<AnyDurableObjectDefinition['start']>): Promise<void> {
    const turn = this.#createTurn('start')
    turn.live = this.#live
    turn.depth = 1
    try {
      const self = new this.blueprint.HandlerClass(this, turn)
      await this.queue.withoutTimers(async () => start.call(self, self.ctx))
      await turn.settle()
      this.commit(turn)
    } catch (error) {
      this.#live = undefined
      throw error
    } finally {
      turn.alive = false
    }
  }

  /** Writes what the turn changed and sends what it broadcast, in this turn of the event loop. */
  commit(turn: Turn): void {
    if (this.write(turn)) turn.committed = true
    this.send(turn)
  }

  /** Whether there was something to write. */
  write(turn: Turn): boolean {
    const { live } = turn
    if (!live?.changed || turn.deleted) return false
    const { schema } = this.blueprint.definition
    if (schema) assertSchema(schema, live.snapshot(), this.describe())
    const info = this.#rows.atomically(() => live.commit())
    this.inspection?.record({ handler: turn.handler, ...info })
    return true
  }

  /** The state as it was last committed, also while a handler changes it; read anew from storage. */
  async readStored(): Promise<unknown> {
    await this.#rows.open()
    return LiveState.load(this.#rows)?.snapshot()
  }

  send(turn: Turn): void {
    for (const send of turn.broadcasts.splice(0)) send()
  }

  broadcast(turn: Turn, broadcast: Broadcast): void {
    const send = prepareBroadcast(this.native.getWebSockets(), broadcast)
    // Outside of a turn there is nothing that could still be undone.
    if (turn.alive && turn.away === 0) turn.broadcasts.push(send)
    else send()
  }

  /** Whether the turn still sees the object's own state. */
  isCurrent(turn: Turn): boolean {
    return turn.live === this.#live
  }

  /** Everything of the object, its state included. The next handler finds a new object. */
  async deleteAll(turn: Turn, options?: DurableObjectPutOptions): Promise<void> {
    await this.native.storage.deleteAll(options)
    this.alarmChanges += 1
    this.forget(turn)
  }

  /** What the turn holds is no longer the state; the next one reads what is stored. */
  forget(turn: Turn): void {
    turn.deleted = true
    this.#live = undefined
    this.#rows.forget()
  }

  #revoke(turn: Turn): void {
    turn.alive = false
    turn.live?.undo()
    turn.broadcasts.length = 0
    const limit = this.blueprint.definition.holdLimit ?? 150_000
    turn.onRevoked?.(
      new DurableObjectBusyError(
        `'${turn.handler}' held ${this.describe()} for more than ${limit} ms while others waited, so it was ended and its changes to the state undone. Move slow work into this.outside().`,
        { objectName: this.blueprint.name, objectId: this.id },
      ),
    )
  }

  #reportSlow(turn: Turn, waiting: number): void {
    console.warn(
      `'${turn.handler}' has held ${this.describe()} for over a second while ${waiting} more wait. Move slow work into await this.outside(() => …).`,
    )
  }

  #named(error: unknown): unknown {
    if (error instanceof DurableObjectError) error.objectName ??= this.blueprint.name
    if (error instanceof DurableObjectError) error.objectId ??= this.id
    return error
  }
}
