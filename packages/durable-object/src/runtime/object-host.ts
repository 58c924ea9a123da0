import type { AnyValue } from '../definition/any-value.ts'
import { firstVersion, plain } from '../state/index.ts'
import type { Blueprint } from './class-blueprint.ts'
import type { ClassSql, Features } from './features/features.ts'
import { noFeature } from './features/no-feature.ts'
import type { HandlerOwner } from './handler/handler-this.ts'
import { sendBroadcasts } from './handler/send-broadcasts.ts'
import type { Inspection } from './inspect.ts'
import type { ObjectPages } from './live/object-pages.ts'
import { ObjectIdentity } from './object-identity.ts'
import { ObjectState } from './object-state.ts'
import { StoredName } from './rows/stored-name.ts'
import type { BufferedKeys } from './storage/buffered-keys.ts'
import { openSqlite } from './storage/open-sqlite.ts'
import type { StoredKeys } from './storage/stored-keys.ts'
import { AlarmState } from './time/alarm-state.ts'
import type { ObjectTime } from './time/object-time.ts'
import type { ObjectTimers } from './timeouts/object-timers.ts'
import type { CommitOptions } from './transactions/commit-points.ts'
import type { SqlTransactions } from './transactions/sql-transactions.ts'
import { currentTurn } from './turns/current-turn.ts'
import type { Call, RunOptions, ToAnswer } from './turns/run-options.ts'
import { Turn } from './turns/turn.ts'
import { TurnQueue } from './turns/turn-queue.ts'
import type { ObjectMemory } from './waking/object-memory.ts'
import { wake } from './waking/wake.ts'

interface Performance {
  call: Call
  toAnswer: ToAnswer
  resolve(answer: unknown): void
}

/** One live object: its parts, and the handlers that take turns on it. */
export class ObjectHost implements HandlerOwner {
  readonly blueprint: Blueprint
  readonly features: Features
  readonly native: DurableObjectState
  readonly storage: DurableObjectStorage
  readonly env: AnyValue
  readonly identity: ObjectIdentity
  readonly state: ObjectState
  readonly alarms: AlarmState
  /** What waits for its time. */
  #time: ObjectTime | undefined
  readonly #storedKeys: StoredKeys
  #keys: BufferedKeys | undefined
  readonly queue: TurnQueue<Turn>
  readonly inspection: Inspection | undefined
  /** Defined where handlers reach SQL. */
  readonly sql: ClassSql | undefined
  /** Defined where the platform's transactions are held open, which block its own timers. */
  readonly timers: ObjectTimers | undefined
  /** Defined where handlers are atomic with SQL. */
  readonly transactions: SqlTransactions | undefined
  /** Defined where the definition has a memory. */
  readonly memory: ObjectMemory | undefined
  /** Defined where pages may follow the object. */
  readonly live: ObjectPages | undefined

  constructor(blueprint: Blueprint, native: DurableObjectState, env: AnyValue) {
    const { name, settings, features, versions } = blueprint
    const { storage } = native
    this.blueprint = blueprint
    this.features = features
    this.native = native
    this.storage = storage
    this.env = env
    if (blueprint.inspect) this.inspection = features.development?.createInspection(this)
    this.alarms = new AlarmState(native)
    const { rows, keys } =
      this.isLegacy && features.legacy
        ? features.legacy.open(storage, this.alarms)
        : openSqlite(storage, this.alarms)
    const storedName = new StoredName(rows, native.id.name)
    this.identity = new ObjectIdentity(name, native.id.toString(), storedName)
    this.#storedKeys = keys
    const { identity, alarms, inspection, isLegacy } = this
    const { schema } = blueprint
    const codeVersion = versions?.current ?? firstVersion
    this.sql = blueprint.sql
    this.timers = this.sql?.createTimers()
    this.memory = blueprint.memory?.open(identity)
    // It needs the parts that are made below, though not before the first turn.
    this.live = blueprint.live?.open(this, rows)
    const stored = { rows: this.live?.rows ?? rows, keys, storedName }
    const options = { schema, codeVersion, inspection, isLegacy, observer: this.live }
    this.state = new ObjectState({ ...stored, identity, alarms, ...options })
    this.#time = blueprint.time?.open(this)
    this.queue = this.#createQueue()
    if (this.timers && settings.isAtomic)
      this.transactions = this.sql?.createTransactions(this, this.timers)
  }

  #createQueue(): TurnQueue<Turn> {
    const { callTimeout, holdLimit, groupCommit } = this.blueprint.settings
    return new TurnQueue({
      callTimeout,
      holdLimit,
      groupCommit,
      timers: this.timers,
      reportsSlow: this.blueprint.dev,
      stored: () => this.storage.sync(),
      canShare: () => this.state.isReady,
      identify: () => ({ ...this.identity.fields, description: this.identity.describe() }),
      revoke: (turn, reason) => this.revoke(turn, reason),
      yieldFor: (turn) => this.features.outside?.yieldObject(this, turn),
      breatheFor: async (turn) => this.features.outside?.breathe(this, turn),
    })
  }

  get isLegacy(): boolean {
    return this.blueprint.settings.backend === 'legacy'
  }

  get hasAlarm(): boolean {
    return this.blueprint.definition.alarm !== undefined
  }

  get notesCalls(): boolean {
    return this.blueprint.dev
  }

  /** Only the feature `storage` itself asks for them. */
  get keys(): BufferedKeys {
    const { storage } = this.features
    if (!storage) throw noFeature(this.identity, 'ctx.storage')
    this.#keys ??= storage.createKeys(this.#storedKeys, this.isLegacy)
    return this.#keys
  }

  findTime(): ObjectTime | undefined {
    this.#time ??= this.features.jobs?.find(this)
    return this.#time
  }

  announceWrite(): void {
    this.state.rows.touch()
  }

  takeBack(turn: Turn): boolean {
    return this.features.outside?.takeBack(this, turn) ?? false
  }

  /** Runs a method or handler in its turn. Its changes are on disk before its answer leaves. */
  run(handler: string, call: Call, options?: RunOptions): Promise<unknown> {
    const turn = new Turn(handler, this, options)
    const waiting = this.queue.enter(turn, options?.waitsForever ?? false)
    if (!waiting) return this.#hold(turn, call, options)
    const toCaller = options?.toCaller
    return waiting.then(
      () => this.#hold(turn, call, options),
      (error) => {
        throw toCaller ? toCaller(error) : error
      },
    )
  }

  /** Gives code whose handler has ended a turn of its own. */
  async runLate<T>(ended: Turn, fn: (turn: Turn) => T | Promise<T>): Promise<T> {
    if (ended.revoked) ended.onDeadWrite()
    const { reads, caller, lateOf = ended } = ended
    const turn = new Turn(`${ended.handler} (later)`, this, { lateOf, reads, caller })
    await this.queue.enter(turn, true)
    // The result is what `fn` gave, made plain.
    return (await this.#hold(turn, () => fn(turn))) as T
  }

  #hold(turn: Turn, call: Call, options: RunOptions = {}): Promise<unknown> {
    const { toCaller } = options
    const toAnswer = this.#watch(turn, options.toAnswer ?? plain)
    turn.afterUndo = options.afterUndo
    return new Promise((resolve, reject) => {
      turn.fail = (thrown) => {
        try {
          const named = this.identity.addTo(thrown)
          const error = toCaller ? toCaller(named) : named
          return () => reject(error)
        } catch (error) {
          // What was thrown cannot be read; the caller must not wait for it.
          return () => reject(error)
        }
      }
      void this.#perform(turn, { call, toAnswer, resolve })
    })
  }

  /** What tools make of it. */
  #watch(turn: Turn, toAnswer: ToAnswer): ToAnswer {
    return this.inspection?.watch(turn, toAnswer) ?? toAnswer
  }

  async #perform(turn: Turn, { call, toAnswer, resolve }: Performance): Promise<void> {
    try {
      if (!turn.sleeps && !this.state.isReady) await this.#wake(turn)
      if (turn.revoked) return
      turn.state = this.state.live
      let answer: unknown
      if (this.transactions && !turn.sleeps && !turn.reads) {
        const run = (): unknown => this.#call(turn, call)
        answer = await this.transactions.run(turn, run, toAnswer)
      } else {
        const result = await this.#call(turn, call)
        if (!turn.isSettled) await turn.settle()
        if (turn.holds && !turn.gone && !turn.reads) turn.state?.flush({ isLast: true })
        answer = toAnswer(result, turn)
      }
      // Its caller gets the error, even where the handler has caught it.
      if (turn.revoked) return
      while (turn.transaction?.crossing) await turn.transaction.crossing
      if (turn.destroy) await turn.destroy()
      if (turn.holds && !turn.reads) {
        const ending = this.commit(turn, { isLast: true })
        // What it changes during the commit would belong to no handler.
        if (ending) turn.end()
        if (ending) await ending
      }
      this.alarms.shared?.noteEnd(turn)
      const group = turn.transaction?.group
      if (group) this.#resolveLater(turn, group, () => resolve(answer))
      else resolve(answer)
    } catch (error) {
      if (!turn.revoked) await this.#failTurn(turn, error)
    } finally {
      turn.end()
      // A revoked turn is followed by the next one only once all of it is undone.
      if (!turn.revoked) {
        const closing = this.transactions?.closeUnlessJoined()
        if (closing) await closing
        this.queue.leave(turn)
      }
    }
  }

  #call(turn: Turn, call: Call): unknown {
    const { HandlerClass, immediate } = this.blueprint
    const self = new HandlerClass(this, turn)
    return immediate.has(turn.handler)
      ? currentTurn.runImmediate(turn, call, self)
      : currentTurn.run(turn, call, self)
  }

  async #failTurn(turn: Turn, error: unknown): Promise<void> {
    turn.noteFailure()
    // What continues could otherwise change the state after it was undone.
    if (!turn.isSettled) await turn.drain()
    // First, since the error may show parts of the state.
    const answer = turn.fail?.(error)
    try {
      if (!turn.revoked) await this.#takeBack(turn, answer)
    } finally {
      answer?.()
    }
  }

  /** What a handler did in a shared transaction is stored when that has ended. */
  #resolveLater(turn: Turn, stored: Promise<void>, resolve: () => void): void {
    stored.then(resolve, (error) => {
      this.state.forget(turn)
      turn.fail?.(error)()
    })
  }

  /** Undoes a turn that failed, then lets its caller have the error. */
  async #takeBack(turn: Turn, answer: (() => void) | undefined): Promise<void> {
    if (turn.holds && !turn.reads) this.#undo(turn)
    turn.end()
    await turn.transaction?.breathing?.catch(() => undefined)
    const dropping = this.transactions?.drop(turn)
    if (dropping) await dropping
    await this.#reportUndone(turn, answer)
  }

  /** `afterUndo` comes first, since the caller may look at its effect. */
  #reportUndone(turn: Turn, answer: (() => void) | undefined): Promise<unknown> | undefined {
    const { afterUndo } = turn
    turn.afterUndo = undefined
    // Who gave it learns of its failure too.
    const done = afterUndo?.(turn).catch(() => undefined)
    answer?.()
    return done
  }

  async #wake(turn: Turn): Promise<void> {
    const before = this.alarms.changes
    turn.wakes = true
    this.queue.reconsider()
    try {
      this.state.wake(await wake(this, turn, this.state.live))
      this.live?.awake()
    } finally {
      turn.wakes = false
      this.alarms.noteWake(before)
    }
  }

  commit(turn: Turn, { isLast = false }: CommitOptions = {}): Promise<void> | undefined {
    const own = turn.transaction
    if (own?.crossing) {
      return own.crossing.then(() => (turn.holds ? this.commit(turn, { isLast }) : undefined))
    }
    this.writeAll(turn)
    const { broadcasts } = turn
    turn.broadcasts = undefined
    const transaction = own?.open
    if (own && transaction && this.transactions) {
      own.open = undefined
      return own.cross(this.transactions.end(turn, { transaction, broadcasts, isLast }))
    }
    this.sendOut(broadcasts)
    return undefined
  }

  writeAll(turn: Turn): void {
    const { sqlWrites } = turn
    if (sqlWrites > 0) this.transactions?.deferredKeys.check()
    if (this.state.write(turn) || sqlWrites > 0) turn.noteCommit()
    if (this.transactions) turn.sqlWrites = 0
  }

  send(turn: Turn): void {
    const { broadcasts } = turn
    turn.broadcasts = undefined
    this.sendOut(broadcasts)
  }

  sendOut(broadcasts: Turn['broadcasts']): void {
    sendBroadcasts(broadcasts)
    this.live?.stored()
  }

  #undo(turn: Turn): void {
    turn.state?.undo()
    turn.writes?.undo(0)
    turn.writes = undefined
    turn.broadcasts = undefined
    if (this.transactions) turn.sqlWrites = 0
    this.state.keepMade(turn)
  }

  /** Ends a turn whatever its code does after that. Settles once what it had not committed is undone. */
  revoke(turn: Turn, reason: Error): Promise<void> | undefined {
    // What others change meanwhile is not its own.
    const { holds } = turn
    turn.revoke()
    if (holds && !turn.reads) this.#undo(turn)
    const answer = turn.fail?.(reason)
    if (holds && this.transactions?.isHeld) {
      return this.transactions.revoke(turn, reason).finally(() => this.#reportUndone(turn, answer))
    }
    void this.#reportUndone(turn, answer)
    return undefined
  }
}
