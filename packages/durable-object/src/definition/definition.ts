import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyValue } from './any-value.ts'
import type { ObjectContext } from './context.ts'
import type { Duration } from './duration.ts'
import type { JobEntry } from './jobs.ts'
import type { AnyLive } from './live.ts'
import type { ObjectExpiry, Schedules } from './schedules.ts'
import type { AnySocketHandlers } from './sockets.ts'
import type { ObjectVersions } from './versions.ts'

/** Marks the results of `defineDurableObject`, also across two copies of this package. */
export const definitionMark: unique symbol = Symbol.for('cloudwerk.durable-object.definition')

/** A `Request` whose `json()` resolves to `any`, so that a body can be used without a cast. */
export type HandlerRequest = { json<T = AnyValue>(): Promise<T> } & Request

/** How methods can be called: the key `calls` of a definition. */
export interface ObjectCalls<Name extends string = string> {
  /**
   * The names of methods that change nothing. They run without waiting for a commit, several at a time
   * where nothing else waits, and see the last committed state. A change in one of them throws. Default:
   * none.
   */
  reads?: readonly Name[]
  /**
   * The names of methods that may run twice for one call, since that changes no more than once would. Pages
   * send such calls again where it is not known whether they ran. Default: none but those of `reads`.
   */
  idempotent?: readonly Name[]
  /**
   * How long the answer to a call by `stub.method.once(key, …)` is kept, so that a later call with the same
   * key gets it: milliseconds, or `'10m'`, `'24h'`, `'30d'`. Default: 24 hours.
   */
  onceFor?: Duration
}

/** How long calls wait and handlers hold the object: the key `limits` of a definition. */
export interface ObjectLimits {
  /**
   * How long a call waits for its turn before it fails with a `DurableObjectBusyError`, in milliseconds.
   * Default: 30,000.
   */
  callTimeout?: number
  /**
   * How long a handler can hold the object while others wait, in milliseconds, before it is undone and
   * fails with a `DurableObjectBusyError`. Default: 150,000. With `sqlite: true` it also applies when no
   * one waits; the default is then 15,000 and the maximum 20,000.
   */
  holdLimit?: number
  /**
   * Whether calls that arrive during a commit run together after it and share the next commit, which
   * makes a busy object several times faster. Default: true.
   */
  groupCommit?: boolean
}

/** How an object uses its database: the key `sqlite` of a definition, where it is not a boolean. */
export interface SqliteOptions {
  /**
   * Whether the statements of a handler are stored in its commit and undone where it fails, like the
   * state. Default: true. With `false` each statement is stored at once and never undone, and
   * `ctx.storage.transaction` is the platform's own, whose changes are stored when it ends.
   */
  atomic?: boolean
}

/** The settings and handlers of a definition, apart from state and methods. */
export interface Handlers extends ObjectLimits {
  /** The class name. Default: derived from the file name, `ChatRoom` for `chat-room.ts`. */
  name?: string
  /**
   * When a new object is first stored. `'call'`, the default: at its first call, whatever it does.
   * `'change'`: by the first handler that changes its state, keys, tables or alarm, which can be `init`.
   * Until then the result of `init` is only in memory, and `init` runs again at the next wake, so it must
   * return the same state each time; dev and tests run it twice to check that.
   */
  createOn?: 'call' | 'change'
  /** Runs at each wake, after the state is loaded and before any other handler. */
  start?(ctx: ObjectContext): void | Promise<void>
  /**
   * Answers `stub.fetch(request)`, including requests for a WebSocket. Without it the answer is 404 with
   * `NO_FETCH_HANDLER`; where the definition has `sockets` or a handler of sockets, each WebSocket is accepted, and
   * the answer to anything else is 426 with `UPGRADE_REQUIRED`. A body of up to 1 MiB is read before the handler's
   * turn, so that a slow upload does not hold the object.
   */
  fetch?(request: HandlerRequest): Response | Promise<Response>
  /**
   * Runs at the time of `ctx.storage.setAlarm`. When it throws, its changes are undone and it is retried
   * after 2 s, 4 s and so on, up to an hour, until it succeeds; `info.retryCount` is the number of
   * retries.
   */
  alarm?(info?: AlarmInvocationInfo): void | Promise<void>
  /**
   * What runs at fixed times, by name. An object's schedules begin with its first handler that commits
   * something, or with `ctx.schedules.set` in `init`. Several versions of the code can be live at once, so an
   * object keeps for 30 days what it knows of a schedule that is gone.
   */
  schedules?: Schedules
  /** When an object deletes itself, with all that belongs to it, as by `ctx.destroy()`. Default: never. */
  expires?: ObjectExpiry
  /**
   * `true` adds `ctx.sql`, whose statements are part of their handler's commit. `{ atomic: false }` adds
   * it with statements that are stored at once and not undone where the handler fails. An explicit
   * `false` is the legacy key-value backend, for classes that are stored in it. Default: SQLite-backed,
   * without `ctx.sql`.
   */
  sqlite?: boolean | SqliteOptions
  /**
   * How long calls wait and handlers can hold the object. Each limit can also be given beside this key,
   * but not in both places.
   */
  limits?: ObjectLimits
}

/**
 * The result of `defineDurableObject`: the definition as a frozen object with the same keys. The build, or
 * `toDurableObjectClass`, turns it into a class.
 */
export interface DurableObjectDefinition<State, Methods, Helpers, Live = AnyLive, Memory = AnyValue>
  extends Handlers,
    AnySocketHandlers {
  readonly [definitionMark]: true
  schema?: StandardSchemaV1<unknown, State>
  init?(ctx: ObjectContext): unknown
  memory?: (ctx: ObjectContext) => Memory
  methods?: Methods
  helpers?: Helpers
  // Open, so that a definition can be spread into another one.
  calls?: ObjectCalls<AnyValue>
  versions?: ObjectVersions<AnyValue>
  jobs?: Readonly<Record<string, JobEntry<AnyValue>>>
  live?: Live
}

/** A definition with any state, methods and helpers. */
export type AnyDurableObjectDefinition = DurableObjectDefinition<AnyValue, AnyValue, AnyValue>
