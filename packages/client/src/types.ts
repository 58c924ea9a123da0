import type { LiveClosedError } from './errors.ts'

/**
 * The objects that pages can be connected to, by name. The build of an app adds its own in
 * `.cloudwerk/types/client.d.ts`, which the page's tsconfig includes.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declarations of the app.
export interface LiveObjects {}

/** What a page knows of an object. */
export interface LiveShape {
  /** What its view shows. */
  state: unknown
  /** The methods that can be called. */
  // biome-ignore lint/suspicious/noExplicitAny: of any parameters.
  calls: Record<string, (...args: any[]) => unknown>
  /** What the others see of a connection. */
  presence?: unknown
  /** What the object emits, by name. */
  events?: unknown
}

/**
 * A name in `LiveObjects`, or a shape written by hand. Any name as long as there are none, since an app
 * has no types before its first build.
 */
export type LiveTarget =
  | ([keyof LiveObjects] extends [never] ? string : keyof LiveObjects)
  | LiveShape

/** The shape of a name in `LiveObjects`; a shape stays as it is. */
export type ShapeOf<Target> = Target extends keyof LiveObjects
  ? LiveObjects[Target]
  : Target extends LiveShape
    ? Target
    : UnknownShape

/** Of a name that nothing is known of. */
interface UnknownShape {
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of it.
  state: any
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of them.
  calls: any
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of them.
  events: Record<string, any>
  // biome-ignore lint/suspicious/noExplicitAny: nothing is known of it.
  presence: Record<string, any>
}

export type StateOf<Target> = ShapeOf<Target>['state' & keyof ShapeOf<Target>]
type MethodsOf<Target> = ShapeOf<Target>['calls' & keyof ShapeOf<Target>]
type EventsOf<Target> = 'events' extends keyof ShapeOf<Target>
  ? ShapeOf<Target>['events' & keyof ShapeOf<Target>]
  : Record<string, unknown>
type PresenceOf<Target> = 'presence' extends keyof ShapeOf<Target>
  ? ShapeOf<Target>['presence' & keyof ShapeOf<Target>]
  : unknown

/** The methods as the page calls them. */
export type LiveCalls<Target> = 0 extends 1 & MethodsOf<Target>
  ? // biome-ignore lint/suspicious/noExplicitAny: nothing is known of the object.
    any
  : {
      [Name in keyof MethodsOf<Target>]: MethodsOf<Target>[Name] extends (
        ...args: infer Args
      ) => infer Result
        ? (...args: Args) => Promise<Awaited<Result>>
        : never
    }

/**
 * For a method, what it will probably do to the state. It changes the state that it gets, is run again
 * on each newer state until the object has answered, and its return value means nothing.
 */
export type LiveGuesses<Target> = 0 extends 1 & MethodsOf<Target>
  ? // biome-ignore lint/suspicious/noExplicitAny: nothing is known of the object.
    Record<string, (state: any, ...args: any[]) => void>
  : {
      [Name in keyof MethodsOf<Target>]?: MethodsOf<Target>[Name] extends (
        ...args: infer Args
      ) => unknown
        ? (state: StateOf<Target>, ...args: Args) => void
        : never
    }

/** Another connection: its `id`, what the object shows of it, and what its page has set. */
export type LivePerson<Target> = { readonly id: string } & Readonly<
  PresenceOf<Target> extends object ? PresenceOf<Target> : Record<string, unknown>
> &
  Readonly<Record<string, unknown>>

/**
 * - `connecting`: it has not been live yet.
 * - `live`: the state is what the object has.
 * - `stale`: it was live, and is being connected again.
 * - `closed`: it is not connected again by itself; `error` says why.
 */
export type LiveStatus = 'connecting' | 'live' | 'stale' | 'closed'

/** Epoch, revision and audience of a view. */
export type LiveLabel = readonly [epoch: string, revision: number, audience: string]

/** What `stub.liveSnapshot(viewer)` gives. */
export interface LiveSnapshot<State = unknown> {
  /** The state, as this viewer sees it. */
  readonly view: State
  /** Which view it is, so that the page can go on from it. */
  readonly label: LiveLabel
}

/** What `connect` needs of a WebSocket. */
export interface LiveSocket {
  /** Called when it is open. */
  onopen: ((event: never) => void) | null
  /** Called with a MessageEvent. */
  onmessage: ((event: never) => void) | null
  /** Called with a CloseEvent, whose `code` and `reason` count. */
  onclose: ((event: never) => void) | null
  /** Sends a text. */
  send(text: string): void
  /** Closes it. */
  close(code?: number): void
}

/** How a page is connected to an object. */
export interface ConnectOptions<Target> {
  /** A view that the server has rendered. It is the state at once, and only changes are sent. */
  from?: LiveSnapshot<StateOf<Target>>
  /** What calls will probably do, shown until the object has answered. */
  optimistic?: LiveGuesses<Target>
  /**
   * The version of the page, a number that you raise when the object needs a newer page: it closes pages below
   * its `live.oldest` with the error code `OUTDATED`. Default: 0.
   */
  version?: number
  /**
   * Makes the sockets instead of the global `WebSocket`: `AppWebSocket` of `@cloudwerk/core/testing` in a test, or
   * a class that sends cookies from Node.
   */
  WebSocket?: new (
    url: string,
    protocol: string,
  ) => LiveSocket
}

/** One object, as a page sees it. */
export interface LiveObject<Target> {
  /**
   * Calls the listener after each change of the state, `status`, `error`, `others` or `otherCount`.
   *
   * @returns a function that ends it.
   */
  readonly subscribe: (listener: () => void) => () => void
  /**
   * The state with the guesses of unanswered calls; undefined before the first view. Do not change it:
   * it shares with earlier ones what did not change, and is the same until something has.
   */
  readonly getSnapshot: () => StateOf<Target> | undefined
  /**
   * Calls a method. The promise resolves with its result when the state shows what it did. Calls
   * made without a connection wait for it.
   *
   * @throws LiveError what the method threw.
   * @throws LiveBusyError when 64 calls wait.
   * @throws LiveUnknownOutcomeError when it was sent and no result came, within 35 s at the latest.
   * @throws LiveClosedError when the connection is closed for good.
   */
  readonly calls: LiveCalls<Target>
  /** Whether the state is what the object has. */
  readonly status: LiveStatus
  /** Why it is `closed`; its `code` is `SIGN_IN` where someone has to sign in. */
  readonly error: LiveClosedError | undefined
  /** The other connections, the first 200. */
  readonly others: readonly LivePerson<Target>[]
  /** How many other connections there are. */
  readonly otherCount: number
  /** What the others see of this page: up to 1 KB, never stored, gone with the connection. */
  readonly setPresence: (presence: Record<string, unknown>) => void
  /**
   * Listens to what the object emits with `this.emit`.
   *
   * @returns a function that ends it.
   */
  readonly on: <Name extends keyof EventsOf<Target> & string>(
    name: Name,
    listener: (event: EventsOf<Target>[Name]) => void,
  ) => () => void
  /** Connects now: after a sign-in, after `close`, or instead of waiting. */
  readonly reconnect: () => void
  /** Closes the connection. Unanswered calls are rejected. */
  readonly close: () => void
}

/** An address, and a view that the server has rendered for it. */
export type LivePlace<Target> =
  | string
  | { readonly url: string; readonly from?: LiveSnapshot<StateOf<Target>> }

/** What a component gets of an object; the functions are always the same. */
export interface LiveRoom<Target>
  extends Omit<LiveObject<Target>, 'subscribe' | 'getSnapshot' | 'close'> {
  /** The state with the guesses of unanswered calls; undefined before the first view. Do not change it. */
  readonly state: StateOf<Target> | undefined
}
