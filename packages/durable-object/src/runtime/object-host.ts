import type { AnyValue } from '../definition/any-value.ts'
import type { AnyDurableObjectDefinition } from '../definition/definition.ts'
import type { Settings } from '../definition/settings.ts'
import { DurableObjectError } from '../errors.ts'
import { type CommitInfo, LiveState, plain } from '../state/index.ts'
import { type Broadcast, prepareBroadcast, sendBroadcasts } from './handler/broadcast.ts'
import type { HandlerThis } from './handler/handler-this.ts'
import { breathe, takeBack, yieldObject } from './handler/outside.ts'
import { Inspection } from './inspect.ts'
import { KeyValueRows } from './rows/key-value-rows.ts'
import { SqlRows, type StateRows } from './rows/state-rows.ts'
import { StoredName } from './rows/stored-name.ts'
import { assertChanges } from './schema.ts'
import { BufferedKeys } from './storage/buffered-keys.ts'
import { LegacyKeys, SqliteKeys, type StoredKeys } from './storage/stored-keys.ts'
import type { WriteBuffer } from './storage/write-buffer.ts'
import { ObjectTimers } from './timers/object-timers.ts'
import type { Habits } from './transactions/habits.ts'
import type { OpenTransaction } from './transactions/open-transaction.ts'
import { SqlTransactions } from './transactions/sql-transactions.ts'
import type { BusyObject } from './turns/busy-errors.ts'
import { type ChainLink, currentTurn } from './turns/current-turn.ts'
import { Turn } from './turns/turn.ts'
import { TurnQueue } from './turns/turn-queue.ts'
import { wake } from './waking/wake.ts'

/** What all objects of one class share. */
export interface Blueprint {
  readonly name: string
  readonly definition: AnyDurableObjectDefinition
  readonly settings: Settings
  readonly HandlerClass: typeof HandlerThis
  readonly habits: Habits
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
  /** Makes of a result what the caller gets; what it throws fails the handler. */
  toAnswer?: ((result: unknown, turn: Turn) => unknown) | undefined
  /** Makes of an error what the caller gets. */
  toCaller?: ErrorToCaller | undefined
  /** Whether the object is not woken for it. */
  sleeps?: boolean | undefined
  /** Whether it changes nothing, so that several run at a time. */
  reads?: boolean | undefined
  /** Called in the turn of a handler that failed, once it was undone. */
  afterUndo?: Turn['afterUndo']
}

type ErrorToCaller = (error: unknown) => unknown
type Call = (self: HandlerThis) => unknown

type ToAnswer = (result: unknown, turn: Turn) => unknown

interface Performance {
  call: Call
  toAnswer: ToAnswer
  resolve(answer: unknown): void
}

/** One live object: its state, and the handlers that take turns on it. */
export class ObjectHost {
  readonly blueprint: Blueprint
  readonly native: DurableObjectState
  readonly env: AnyValue
  readonly id: string
  /** Counts what was done to the alarm, so that an event can see that it is out of date. */
  alarmChanges = 0
  /** How many of these `init` and `start` made, which run before an alarm's handler also in its own turn. */
  alarmChangesInWakes = 0
  /** When an alarm was due whose handler has not begun yet, although the platform counts it as rung. */
  ringing: number | undefined
  /** The count of changes at which an alarm that we set ourselves is one that handlers must not see. */
  hiddenAlarm: number | undefined
  /** Whether the object is new, and what `init` gave is not to be stored before something changes. */
  isUnstored = false
  readonly inspection: Inspection | undefined
  readonly queue: TurnQueue<Turn>
  readonly rows: StateRows
  readonly keys: BufferedKeys
  readonly storedName: StoredName
  /** There where the platform's transactions are held open, which block its own. */
  readonly timers: ObjectTimers | undefined
  /** There where handlers are atomic with SQL. */
  readonly transactions: SqlTransactions | undefined
  readonly #stored: StoredKeys
  /** Undefined while the object sleeps or is new. */
  #live: LiveState | undefined
  /** Whether what `start` made was deleted, so that it runs before the next handler. */
  #startsAgain = false

  constructor(blueprint: Blueprint, native: DurableObjectState, env: AnyValue) {
    this.blueprint = blueprint
    this.native = native
    this.env = env
    this.id = native.id.toString()
    if (blueprint.inspect) this.inspection = new Inspection()
    const { storage } = native
    this.rows = this.isLegacy ? new KeyValueRows(storage) : new SqlRows(storage)
    this.#stored = this.isLegacy
      ? new LegacyKeys(storage, () => this.rows.keys)
      : new SqliteKeys(storage)
    this.keys = new BufferedKeys(this.#stored, this.isLegacy)
    this.storedName = new StoredName(this.rows, native.id.name)
    const { hasSql, isAtomic, callTimeout, holdLimit, groupCommit } = blueprint.settings
    this.timers = hasSql ? new ObjectTimers() : undefined
    if (this.timers && isAtomic) this.transactions = new SqlTransactions(this, this.timers)
    this.queue = new TurnQueue({
      callTimeout,
      holdLimit,
      groupCommit,
      timers: this.timers,
      reportsSlow: blueprint.dev,
      stored: () => native.storage.sync(),
      canShare: () => this.#live !== undefined && !this.#startsAgain,
      identify: () => this.#identify(),
      revoke: (turn, reason) => this.#revoke(turn, reason),
      yieldFor: (turn) => yieldObject(this, turn),
      breatheFor: (turn) => breathe(this, turn),
    })
  }

  get name(): string | undefined {
    return this.storedName.value
  }

  get isLegacy(): boolean {
    return this.blueprint.settings.backend === 'legacy'
  }

  /** Whether the alarm that is set is our own alone. */
  get isAlarmHidden(): boolean {
    return this.hiddenAlarm === this.alarmChanges
  }

  /** As messages name it: `Counter 'alice'`. */
  describe(): string {
    return `${this.blueprint.name} ${this.name === undefined ? this.id : `'${this.name}'`}`
  }

  /** Runs a method or handler in its turn. Its changes are on disk before its answer leaves. */
  run(handler: string, call: Call, options?: RunOptions): Promise<unknown> {
    const turn = new Turn(handler, this, options)
    turn.reads = options?.reads ?? false
    const waiting = this.queue.enter(turn, options?.waitsForever ?? false)
    const toCaller = options?.toCaller
    if (!waiting) return this.#hold(turn, call, options)
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
    const turn = new Turn(`${ended.handler} (later)`, this, { lateOf: ended.lateOf ?? ended })
    turn.reads = ended.reads
    await this.queue.enter(turn, true)
    // The result is what `fn` gave, made plain.
    return (await this.#hold(turn, () => fn(turn))) as T
  }

  #hold(turn: Turn, call: Call, options: RunOptions = {}): Promise<unknown> {
    const { toCaller, toAnswer = plain } = options
    turn.afterUndo = options.afterUndo
    turn.sleeps = options.sleeps ?? false
    return new Promise((resolve, reject) => {
      turn.fail = (thrown) => {
        try {
          const named = this.#named(thrown)
          const error = toCaller ? toCaller(named) : named
          return () => reject(error)
        } catch (error) {
          // What was thrown cannot be read; the caller is not to wait for it.
          return () => reject(error)
        }
      }
      void this.#perform(turn, { call, toAnswer, resolve })
    })
  }

  async #perform(turn: Turn, { call, toAnswer, resolve }: Performance): Promise<void> {
    try {
      if ((!this.#live || this.#startsAgain) && !turn.sleeps) await this.#wake(turn)
      if (turn.revoked) return
      turn.live = this.#live
      const self = new this.blueprint.HandlerClass(this, turn)
      let answer: unknown
      if (this.transactions && !turn.sleeps && !turn.reads) {
        const run = (): unknown => currentTurn.run(turn, call, self)
        answer = await this.transactions.run(turn, run, toAnswer)
      } else {
        const result = await currentTurn.run(turn, call, self)
        if (!turn.isSettled) await turn.settle()
        if (turn.holds && !turn.gone && !turn.reads) turn.live?.flush({ isLast: true })
        answer = toAnswer(result, turn)
      }
      // Its caller gets the error, also where it has caught what became of it.
      if (turn.revoked) return
      while (turn.crossing) await turn.crossing
      if (turn.holds && !turn.reads) {
        const ending = this.commit(turn, { isLast: true })
        // What it changes while that is on its way would belong to nobody.
        if (ending) turn.end()
        if (ending) await ending
      }
      if (turn.group) this.#resolveLater(turn, turn.group, () => resolve(answer))
      else resolve(answer)
    } catch (error) {
      if (turn.revoked) return
      turn.failed = true
      // What goes on could otherwise change the state after it was undone.
      if (!turn.isSettled) await turn.drain()
      // First, since the error may show parts of the state.
      const tell = turn.fail?.(error)
      try {
        if (!turn.revoked) await this.#takeBack(turn, tell)
      } finally {
        tell?.()
      }
    } finally {
      turn.end()
      // Whoever has ended it lets the next one in, once all of it is undone.
      if (!turn.revoked) {
        const closing = this.transactions?.closeUnlessJoined()
        if (closing) await closing
        this.queue.leave(turn)
      }
    }
  }

  /** What a handler did in a transaction that it shares is there when that has ended. */
  #resolveLater(turn: Turn, stored: Promise<void>, resolve: () => void): void {
    stored.then(resolve, (error) => {
      this.forget(turn)
      turn.fail?.(error)()
    })
  }

  /** Undoes what a turn that failed has done. Its caller learns of it then. */
  async #takeBack(turn: Turn, tell: (() => void) | undefined): Promise<void> {
    if (turn.holds && !turn.reads) this.#undo(turn)
    turn.end()
    await turn.breathing?.catch(() => undefined)
    const dropping = this.transactions?.drop(turn)
    if (dropping) await dropping
    await this.#tellUndone(turn, tell)
  }

  /** First what is to know of it, since the caller may ask that. */
  #tellUndone(turn: Turn, tell: (() => void) | undefined): Promise<unknown> | undefined {
    const { afterUndo } = turn
    turn.afterUndo = undefined
    // Whoever gave it learns of a failure as well.
    const told = afterUndo?.(turn).catch(() => undefined)
    tell?.()
    return told
  }

  async #wake(turn: Turn): Promise<void> {
    const before = this.alarmChanges
    turn.wakes = true
    this.queue.reconsider()
    try {
      this.#live = await wake(this, turn, this.#live)
      this.#startsAgain = false
    } finally {
      turn.wakes = false
      this.alarmChangesInWakes += this.alarmChanges - before
    }
  }

  /**
   * Writes what the turn changed and sends what it broadcast: in this turn of the event loop, after
   * which no transaction is there, or once the promise has settled that it gives.
   */
  commit(turn: Turn, { isLast = false }: { isLast?: boolean } = {}): Promise<void> | undefined {
    if (turn.crossing) {
      return turn.crossing.then(() => (turn.holds ? this.commit(turn, { isLast }) : undefined))
    }
    this.writeAll(turn)
    const { transaction, broadcasts } = turn
    turn.transaction = undefined
    turn.broadcasts = undefined
    if (transaction && this.transactions) {
      return turn.cross(this.transactions.end(turn, { transaction, broadcasts, isLast }))
    }
    sendBroadcasts(broadcasts)
    return undefined
  }

  /** Writes what the turn changed as what stands or falls together with what it did through SQL. */
  writeAll(turn: Turn): void {
    const { sqlWrites } = turn
    if (sqlWrites > 0) this.transactions?.deferredKeys.check()
    if (this.write(turn) || sqlWrites > 0) turn.committed = true
    if (this.transactions) turn.sqlWrites = 0
  }

  /** Stores what was done to the alarm by itself. */
  writeAlarm(writes: WriteBuffer | undefined): void {
    if (writes?.alarm !== undefined) this.#stored.setAlarm(writes.alarm)
  }

  /** Whether the turn changed anything since its last commit point. */
  hasChanges(turn: Turn): boolean {
    return this.#hasWritten(turn) || this.#stateToStore(turn) !== undefined
  }

  /** Whether it has written something beside the state. */
  #hasWritten(turn: Turn): boolean {
    return turn.sqlWrites > 0 || this.#changedStorage(turn) !== undefined
  }

  #changedStorage({ writes, gone }: Turn): WriteBuffer | undefined {
    // What belongs to it in the state is not written either.
    if (gone === 'lost') return undefined
    // Of an object that is not stored there is nothing to take away.
    const isChanged = this.isUnstored ? writes?.addsSomething : writes && !writes.isEmpty
    return isChanged ? writes : undefined
  }

  #stateToStore(turn: Turn): LiveState | undefined {
    const { live, gone } = turn
    if (!live || gone) return undefined
    live.flush()
    return live.changed || this.isMadeBy(turn) ? live : undefined
  }

  /** Whether there was something to write. */
  write(turn: Turn): boolean {
    const writes = this.#changedStorage(turn)
    const live = this.#stateToStore(turn)
    if (!live && !writes) {
      if (turn.sqlWrites > 0) this.inspection?.beforeCommit()
      return false
    }
    const { schema } = this.blueprint.definition
    if (schema && live?.changed) assertChanges(schema, live, this.describe())
    try {
      const info = this.save(live, writes)
      if (info) this.inspection?.record({ handler: turn.handler, ...info })
      if (live && !this.#live && !turn.isWake) this.#adopt(live)
    } catch (error) {
      // Memory is ahead of the disk when SQLite failed after all was handed to it.
      if (live && !live.changed) this.forget(turn)
      throw error
    }
    turn.writes = undefined
    turn.sqlWrites = 0
    return true
  }

  /** A state that was made after `deleteAll`. */
  #adopt(live: LiveState): void {
    this.#live = live
    this.#startsAgain = true
  }

  /** Writes what changed in the state and what was buffered, all of it or nothing. */
  save(live: LiveState | undefined, writes?: WriteBuffer): CommitInfo | undefined {
    this.inspection?.beforeCommit()
    if (!writes) return this.#saveState(live)
    let info: CommitInfo | undefined
    this.rows.together(() => {
      // First, since memory counts as stored once the rows are written.
      if (!this.isLegacy) writes.flush(this.#stored)
      info = this.#saveState(live)
      // Nothing takes these back where the state is refused.
      if (this.isLegacy) writes.flush(this.#stored)
    })
    if (writes.alarm !== undefined) this.alarmChanges += 1
    return info
  }

  #saveState(live: LiveState | undefined): CommitInfo | undefined {
    if (!live) return undefined
    if (this.isUnstored) live.touch()
    const info = live.commit()
    this.storedName.save()
    this.isUnstored = false
    return info
  }

  /** Whether the turn has written something of an object that is not stored yet. */
  isMadeBy(turn: Turn): boolean {
    return this.isUnstored && this.#hasWritten(turn)
  }

  announceWrite(): void {
    this.rows.touch()
  }

  /** The state as it was last committed, also while a handler changes it; read anew from storage. */
  async readStored(): Promise<unknown> {
    await this.rows.open()
    return plain(LiveState.load(this.rows)?.snapshot())
  }

  send(turn: Turn): void {
    const { broadcasts } = turn
    turn.broadcasts = undefined
    sendBroadcasts(broadcasts)
  }

  broadcast(turn: Turn, broadcast: Broadcast): void {
    if (turn.revoked || turn.abandoned) turn.onDeadWrite()
    if (turn.reads) turn.refuseChange('call this.broadcast()')
    const send = prepareBroadcast(this.native.getWebSockets(), broadcast)
    // Outside of a turn there is nothing that could still be undone.
    if (!turn.alive || turn.isAway) send()
    else if (turn.broadcasts) turn.broadcasts.push(send)
    else turn.broadcasts = [send]
  }

  /** Whether handlers reach SQL. */
  get hasSql(): boolean {
    return this.blueprint.settings.hasSql
  }

  /** Whether what a handler does through SQL stands or falls with it. */
  get isAtomic(): boolean {
    return this.transactions !== undefined
  }

  /** Runs `fn` as a part that can be undone by itself: what the state and keys have beside it is not meant. */
  nest<T>(turn: Turn, fn: (transaction?: OpenTransaction) => Promise<T>): Promise<T> {
    return this.transactions && !turn.reads ? this.transactions.nest(turn, fn) : fn()
  }

  /** Runs a transaction of the platform. */
  async transact<T>(fn: (txn: DurableObjectTransaction) => Promise<T>): Promise<T> {
    const { timers } = this
    timers?.cross()
    try {
      return await this.native.storage.transaction(async (txn) => {
        timers?.arrive()
        try {
          return await fn(txn)
        } finally {
          timers?.cross()
        }
      })
    } finally {
      timers?.arrive()
    }
  }

  /** Whether the turn still sees the object's own state. */
  isCurrent(turn: Turn): boolean {
    return turn.live === this.#live
  }

  /** Whether a handler has found or made its state since it was loaded or deleted. */
  get isAwake(): boolean {
    return this.#live !== undefined
  }

  /**
   * What the turn holds is no longer the state; the next one reads what is stored. `why` is what
   * writes to it are told.
   */
  forget(
    turn: Turn,
    why = `What ${turn.describe()} wrote failed, so it can change nothing more.`,
  ): void {
    turn.gone = 'lost'
    turn.live?.close(why)
    this.#live = undefined
    this.isUnstored = false
    this.rows.forget()
  }

  get notesCalls(): boolean {
    return this.blueprint.dev
  }

  takeBack(turn: Turn): boolean {
    return takeBack(this, turn)
  }

  #undo(turn: Turn): void {
    turn.live?.undo()
    turn.writes = undefined
    turn.broadcasts = undefined
    if (this.isAtomic) turn.sqlWrites = 0
    this.#keepMade(turn)
  }

  #revoke(turn: Turn, reason: Error): Promise<void> | undefined {
    turn.revoked = true
    turn.failed = true
    turn.end()
    if (!turn.reads) this.#undo(turn)
    const tell = turn.fail?.(reason)
    if (this.transactions?.isHeld) {
      return this.transactions.revoke(turn, reason).finally(() => this.#tellUndone(turn, tell))
    }
    void this.#tellUndone(turn, tell)
    return undefined
  }

  /** What a failed handler wrote through SQL stays, and must belong to an object that is stored. */
  #keepMade(turn: Turn): void {
    if (!this.isMadeBy(turn)) return
    try {
      this.write(turn)
    } catch {
      // The next handler that writes something tries again.
    }
  }

  #identify(): BusyObject {
    return {
      objectName: this.blueprint.name,
      objectId: this.id,
      description: this.describe(),
    }
  }

  #named(error: unknown): unknown {
    if (error instanceof DurableObjectError) error.objectName ??= this.blueprint.name
    if (error instanceof DurableObjectError) error.objectId ??= this.id
    return error
  }
}
