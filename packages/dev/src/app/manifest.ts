import type { Feature } from './features.ts'

/** One object of the app: what `app/objects/<file>` turns into. */
export interface ObjectEntry {
  /** The exported class, and the name in `durableObjects`: `ChatRoom`. */
  className: string
  /** The binding in `env`: `CHAT_ROOM`. */
  binding: string
  /** Relative to the app's root, with forward slashes: `app/objects/chat-room.ts`. */
  file: string
  /** `sqlite` also where the source does not show it; the runtime checks again. */
  storage: 'sqlite' | 'legacy-kv'
  /** Whether the definition enables `ctx.sql`. Undefined where the source does not show it. */
  sql: boolean | undefined
  /** Handlers besides methods: `init`, `start`, `fetch`, `alarm`, `webSocketMessage`, … Undefined where the source does not show them. */
  handlers: string[] | undefined
  /** The parts of the runtime that its class needs, or may need where the source does not show it. */
  features: Feature[]
  /** Names of the RPC methods. Undefined where the source does not show them (a spread, a call). */
  methods: string[] | undefined
  /** The names of what objects can have stored, where the source shows them. */
  named?: { jobs?: string[] | undefined; schedules?: string[] | undefined }
  /** Where the source shows `versions`: `app/objects/room.ts:12:3`. */
  versionsAt?: string | undefined
}

/** One route file. */
export interface RouteEntry {
  /** As the user reads it: `/api/counter/[id]`. */
  path: string
  /**
   * Patterns for Hono's router, matched against the URL's pathname as it is (percent-encoded):
   * `/files/:rest{.+}`. An optional catch-all has two, the one without it first. Parameters whose
   * name begins with `$` stand for plain text and must not be passed to the route.
   */
  patterns: string[]
  file: string
  /** Exported HTTP methods in the order GET POST PUT PATCH DELETE HEAD OPTIONS. */
  methods: string[]
}

/** One `middleware.ts`. */
export interface MiddlewareEntry {
  file: string
  /** Its folder and a slash, which the routes that it runs around begin with: `app/api/`. */
  folder: string
  /**
   * Patterns of all addresses below it, for those without a route. Empty below a `(group)`, which no address
   * belongs to.
   */
  patterns: string[]
}

/** `app/worker.ts`: events that are not requests, and classes. */
export interface WorkerEntry {
  file: string
  /** The handlers of its default export: `scheduled`. Undefined where the source does not show all of them. */
  handlers: string[] | undefined
  /** Where the source shows each of them: `app/worker.ts:3:3`. */
  places: Record<string, string>
  /** The exported classes. */
  classes: ExportedClass[]
}

export interface ExportedClass {
  name: string
  /** The class that it extends, as the source spells it: `WorkflowEntrypoint`. */
  extends: string | undefined
  /** `app/worker.ts:8:1` */
  place: string
}

/**
 * What becomes of routes that are not served: the Worker's own main leaves them out, or the files of `app` are
 * those of another framework, apart from `app/objects`.
 */
export type RouteUse = 'unserved' | 'none'

export interface Manifest {
  /** The app's root folder, absolute. */
  root: string
  /** Undefined where they are served. */
  routeUse?: RouteUse | undefined
  /** Sorted by class name. */
  objects: ObjectEntry[]
  /** Sorted so that the first that matches a URL is the most specific. */
  routes: RouteEntry[]
  /** The outermost first, and those without an address of their own last. */
  middleware: MiddlewareEntry[]
  /** `app/not-found.ts` */
  notFound?: string | undefined
  /** `app/error.ts` */
  error?: string | undefined
  worker?: WorkerEntry | undefined
}
