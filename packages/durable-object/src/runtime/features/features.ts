import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import type { ObjectSql } from '../../definition/object-sql.ts'
import type { Schedules as DefinedSchedules, ObjectExpiry } from '../../definition/schedules.ts'
import type { ObjectSockets, SilentLimit } from '../../definition/sockets.ts'
import type { DataVersion, LiveState } from '../../state/index.ts'
import type { ChainLink } from '../calls/deadlock.ts'
import type { Runs } from '../events/handler-runner.ts'
import type { SocketEvent } from '../events/socket-event.ts'
import type { SocketMessages } from '../events/socket-messages.ts'
import type { Accepting, SocketOwner } from '../handler/accept-socket.ts'
import type { Broadcast, BroadcastOwner } from '../handler/broadcast.ts'
import type { HandlerThis } from '../handler/handler-this.ts'
import type { OutsideOwner } from '../handler/outside.ts'
import type { SilentSockets } from '../handler/silent-sockets.ts'
import type { SocketOpening } from '../handler/socket-opening.ts'
import type { Inspected, InspectedHost, Inspection, ObjectInspection } from '../inspect.ts'
import type { History, HistoryOptions } from '../live/history/history.ts'
import type { LiveOwner } from '../live/live-owner.ts'
import type { ObjectPages } from '../live/object-pages.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import type { OnceMethods } from '../once/define-method.ts'
import type { OnceObject } from '../once/once-call.ts'
import type { ArrivedCall } from '../once/run-once.ts'
import type { StateRows } from '../rows/state-rows.ts'
import type { SqlOwner } from '../sql/sql.ts'
import type { BufferedKeys } from '../storage/buffered-keys.ts'
import type { HandlerStorageOwner } from '../storage/handler-storage.ts'
import type { StoredKeys } from '../storage/stored-keys.ts'
import type { RingingObject } from '../time/alarm-ring.ts'
import type { AlarmState } from '../time/alarm-state.ts'
import type { Expiry } from '../time/expiry/expiry.ts'
import type { JobsAnswer, JobsRequest } from '../time/jobs/manage-jobs.ts'
import type { ObjectTime, TimedObject } from '../time/object-time.ts'
import type { OverdueOwner } from '../time/overdue-alarm.ts'
import type { RungObject } from '../time/ring.ts'
import type { Schedules } from '../time/schedules/schedules.ts'
import type { Slots } from '../time/schedules/slots.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'
import type { PlatformTransactionOwner } from '../transactions/platform-transaction.ts'
import type { SqlObject } from '../transactions/run-at-once.ts'
import type { SqlTransactions } from '../transactions/sql-transactions.ts'
import type { Transacting, TransactionOwner } from '../transactions/storage-transactions.ts'
import type { Turn } from '../turns/turn.ts'
import type { ClassVersions } from '../versions/code-version.ts'
import type { AssertRepeatable } from '../waking/init-twice.ts'
import type { ObjectMemory } from '../waking/object-memory.ts'
import type { SleepingObject } from '../waking/sleeping-object.ts'

/**
 * The parts of the runtime that only some definitions need. A Worker contains those that it is given,
 * and nothing else imports them: see decisions/0012-features.md.
 */
export interface Features {
  /** For `sqlite: true`, or with options. */
  readonly sql?: SqlFeature
  /** For `alarm`. */
  readonly alarm?: AlarmFeature
  /** For `jobs`, `schedules` and `expires`. */
  readonly jobs?: JobsFeature
  /** For code that uses `ctx.destroy`. */
  readonly destroy?: DestroyFeature
  /** For `sockets` and the handlers of sockets, and for code that accepts sockets or broadcasts. */
  readonly sockets?: SocketsFeature
  /** For `sockets: { accept, open }`. */
  readonly socketOpening?: SocketOpeningFeature
  /** For `sockets: { messages }`. */
  readonly socketMessages?: SocketMessagesFeature
  /** For `sockets: { closeSilent }`. */
  readonly silentSockets?: SilentSocketsFeature
  /** For `schema`. */
  readonly schema?: SchemaFeature
  /** For `versions`. */
  readonly versions?: VersionsFeature
  /** For `memory`. */
  readonly memory?: MemoryFeature
  /** For `live`. */
  readonly live?: LiveFeature
  /** For `live` with `history`. */
  readonly history?: HistoryFeature
  /** For code that calls `stub.method.once(key, …)`, and for `calls.onceFor`. */
  readonly once?: OnceFeature
  /** For `schedules`. */
  readonly schedules?: SchedulesFeature
  /** For `expires`. */
  readonly expires?: ExpiresFeature
  /** For `schedules` with `cron`. Import it from `@cloudwerk/durable-object/runtime/features/cron`. */
  readonly cron?: CronFeature
  /** For `sqlite: false`. */
  readonly legacy?: LegacyFeature
  /** For code that uses `ctx.storage`. */
  readonly storage?: StorageFeature
  /** For code that uses `this.outside`. */
  readonly outside?: OutsideFeature
  /** For the options `dev` and `inspect` of a class; in no build. */
  readonly development?: DevelopmentFeature
}

export interface VersionsFeature {
  /** @throws DurableObjectConfigError for versions that contradict each other. */
  forClass(definition: AnyDurableObjectDefinition, className: string): StateVersions
}

/** The versions of one class. */
export interface StateVersions {
  /** That of the data which this code writes. */
  readonly current: DataVersion
  /** What makes a new object; undefined where that is `init` alone. */
  begin(object: SleepingObject, init: Beginning['init']): Promise<Beginning | undefined>
  /** Makes the tables of a new object, in the transaction that is open. */
  applySql(object: SleepingObject): void
  /** Brings the data of an object that was loaded to the current version. */
  update(object: SleepingObject, options: UpdateOptions): Promise<void>
  describe(): ClassVersions
}

export interface Beginning {
  init: NonNullable<AnyDurableObjectDefinition['init']>
  /** Whether there is something to store, whatever `init` does. */
  isStored: boolean
}

export interface UpdateOptions {
  live: LiveState
  /** The handlers in other objects that wait for this one. */
  chain: readonly ChainLink[]
}

export interface SqlFeature {
  /** What one class needs. */
  forClass(definition: AnyDurableObjectDefinition): ClassSql
}

/** SQL in the handlers of one class. */
export interface ClassSql {
  open(owner: SqlOwner, turn: Turn): ObjectSql
  createTimers(): ObjectTimers
  createTransactions(object: SqlObject, timers: ObjectTimers): SqlTransactions
  /** Runs a transaction of the platform. */
  transact<T>(
    owner: PlatformTransactionOwner,
    fn: (txn: DurableObjectTransaction) => Promise<T>,
  ): Promise<T>
  /** `ctx.storage.transaction` where statements are stored at once (`atomic: false`). */
  runTransaction<T>(owner: TransactionOwner, transacting: Transacting<T>): Promise<T>
}

export interface AlarmFeature {
  run(object: Runs & RingingObject, info: AlarmInvocationInfo | undefined): Promise<void>
  /** Sets an alarm again that is due but did not ring. */
  ringOverdue(object: OverdueOwner): Promise<void>
}

export interface JobsFeature {
  /** Adds `ctx.jobs` and `ctx.schedules` to the contexts of all handlers. */
  extendContext(): void
  /** @throws DurableObjectConfigError for jobs, schedules or expiry that cannot work. */
  forClass(definition: AnyDurableObjectDefinition, options: TimeOptions): ClassTime
  /** What older code has stored in an object whose definition has nothing of the kind. The rows are open. */
  find(object: TimedObject): ObjectTime | undefined
  /** The platform's alarm rings. */
  ring(object: RungObject, info: AlarmInvocationInfo | undefined): Promise<void>
  /** Lists or changes the jobs of an object, for tools. */
  manage(object: Runs, request: JobsRequest): Promise<JobsAnswer>
}

export interface TimeOptions {
  className: string
  features: Features
}

/** The jobs, schedules and expiry of one class. */
export interface ClassTime {
  open(object: TimedObject): ObjectTime
  /** Adds `this.jobs`. */
  extend(prototype: HandlerThis): void
}

export interface DestroyFeature {
  /** Adds `ctx.destroy` to the contexts of all handlers. */
  extendContext(): void
}

export interface SocketsFeature {
  /** Changes the platform's globals as objects with sockets need them. */
  patch(): void
  run(object: Runs, event: SocketEvent): Promise<void>
  accept(owner: SocketOwner, turn: Turn, accepting: Accepting): void
  /** Accepts the WebSocket of a request. */
  connect(owner: SocketOwner, turn: Turn, tags?: string[]): Response
  list(native: DurableObjectState, tag?: string): WebSocket[]
  broadcast(owner: BroadcastOwner, turn: Turn, given: Broadcast): void
  /** Answers a request where there is no `fetch`; undefined for a definition that has nothing to do with sockets. */
  answer(object: Runs, request: Request): Promise<Response> | undefined
}

export interface SocketOpeningFeature {
  forClass(sockets: ObjectSockets): SocketOpening
}

export interface SocketMessagesFeature {
  /** @throws DurableObjectConfigError for messages that cannot be read. */
  forClass(definition: AnyDurableObjectDefinition, className: string): SocketMessages
}

export interface SilentSocketsFeature {
  /** @throws DurableObjectConfigError for a limit that says less or more than it can. */
  forClass(limit: SilentLimit, className: string): SilentSockets
}

export interface SchemaFeature {
  forSchema(schema: StandardSchemaV1): StateSchema
}

/** Checks the states of the objects of one class. `object` names the object in errors. */
export interface StateSchema {
  /** The schema's output for `value`. */
  parse(value: unknown, object: string): unknown
  /** Checks what changed since the last commit. */
  assertChanges(live: LiveState, object: string): void
}

export interface MemoryFeature {
  /**
   * Undefined where the definition has none.
   *
   * @throws DurableObjectConfigError where a method or helper has its name.
   */
  forClass(definition: AnyDurableObjectDefinition, className: string): ClassMemory | undefined
}

/** The memory of the objects of one class. */
export interface ClassMemory {
  open(identity: ObjectIdentity): ObjectMemory
  /** Adds `this.memory`. */
  extend(prototype: HandlerThis): void
}

export interface LiveFeature {
  /** @throws DurableObjectConfigError for a definition whose `live` cannot work. */
  forClass(definition: AnyDurableObjectDefinition, options: LiveOptions): ClassLive
}

export interface LiveOptions {
  /** Of the class. */
  name: string
  features: Features
  /** Names the code; undefined where that is not known. */
  code?: string | undefined
}

export interface HistoryFeature {
  /** Keeps what the commits of one object change in what pages see. `rows` are those that its state has to write. */
  open(options: ObjectHistoryOptions): { history: History; rows: StateRows }
}

export interface ObjectHistoryOptions extends Omit<HistoryOptions, 'rows' | 'scan' | 'now'> {
  storage: DurableObjectStorage
  rows: StateRows
}

/** The pages of the objects of one class. */
export interface ClassLive {
  /** Adds the functions of handlers. */
  addFunctions(HandlerClass: typeof HandlerThis): void
  open(object: LiveOwner, rows: StateRows): ObjectPages
}

export interface SchedulesFeature {
  /**
   * Gives what makes the schedules of one object.
   *
   * @throws DurableObjectConfigError for schedules that cannot work.
   */
  forClass(
    schedules: DefinedSchedules,
    options: { className: string; cron: CronFeature | undefined },
  ): (time: ObjectTime) => Schedules
}

export interface ExpiresFeature {
  /**
   * Gives what makes the expiry of one object.
   *
   * @throws DurableObjectConfigError for an expiry without a time.
   */
  forClass(expires: ObjectExpiry, className: string): (time: ObjectTime) => Expiry
}

export interface CronFeature {
  /**
   * The slots of a cron line.
   *
   * @throws CronLineError for a line that cannot work, and for an unknown time zone.
   */
  slots(cron: string, timeZone: string): Slots
}

export interface OnceFeature {
  /** @throws DurableObjectConfigError for an `onceFor` that is not a duration. */
  forClass(definition: AnyDurableObjectDefinition, className: string): ClassOnce
  /** Defines a method of stubs, or of a class, with its `once`. */
  defineMethod(target: object, methods: OnceMethods): void
}

/** The calls of one class that run at most once for their key. */
export interface ClassOnce {
  run(object: OnceObject, call: ArrivedCall): Promise<unknown>
}

export interface LegacyFeature {
  /** The legacy key-value backend. */
  open(storage: DurableObjectStorage, alarms: AlarmState): { rows: StateRows; keys: StoredKeys }
}

export interface StorageFeature {
  createKeys(stored: StoredKeys, isLegacy: boolean): BufferedKeys
  open(owner: HandlerStorageOwner, turn: Turn): DurableObjectStorage
}

export interface OutsideFeature {
  run<T>(owner: OutsideOwner, turn: Turn, fn: () => T | Promise<T>): Promise<T>
  takeBack(owner: OutsideOwner, turn: Turn): boolean
  yieldObject(owner: OutsideOwner, turn: Turn): void
  breathe(owner: OutsideOwner, turn: Turn): Promise<void>
}

export interface DevelopmentFeature {
  createInspection(object: InspectedHost): Inspection
  inspect(object: Inspected): Promise<ObjectInspection>
  /** Whether `init` gives the same state each time, where it has to. */
  assertRepeatable: AssertRepeatable
}
