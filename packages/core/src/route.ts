import type { Env, Register } from '@cloudwerk/durable-object'

/**
 * The methods that a route can export, in the order of the `Allow` header.
 *
 * @internal
 */
export const httpMethods: readonly string[] = [
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
]

/** What a path can have in brackets, decoded. */
export type RouteParams = Record<string, string | undefined>

/** The app's routes, each with what the middleware above it has set; once its types are generated. */
type Routes = Register extends { routes: infer Known } ? Known : Record<string, AnyVariables>

// biome-ignore lint/suspicious/noExplicitAny: any name and value, before types are generated
type AnyVariables = Record<string, any>

/** The path of one of the app's routes, as its folders spell it: `/rooms/[room]`. */
export type RoutePath = keyof Routes & string

/**
 * The parameters in a route's path: `{ room: string }` for `/rooms/[room]`. `[[...rest]]` may be undefined.
 */
export type ParamsOf<Path extends string> = Path extends `${infer Folder}/${infer Rest}`
  ? FolderParams<Folder> & ParamsOf<Rest>
  : FolderParams<Path>

type FolderParams<Folder extends string> = Folder extends `[[...${infer Name}]]`
  ? { [Key in Name]: string | undefined }
  : Folder extends `[...${infer Name}]`
    ? { [Key in Name]: string }
    : Folder extends `[${infer Name}]`
      ? { [Key in Name]: string }
      : unknown

/**
 * The second argument of a route's handlers. With the route's own path, `RouteContext<'/rooms/[room]'>`, its
 * parameters and what middleware has set have their types; `RouteContext<{ room: string }>` names the
 * parameters only. In an app with a `middleware.ts` it has `get` as well.
 */
export type RouteContext<Route extends RoutePath | RouteParams = Record<string, string>> =
  RequestContext<ParamsIn<Route>> & Getter<Route>

type ParamsIn<Route> = Route extends string
  ? { [Key in keyof ParamsOf<Route>]: ParamsOf<Route>[Key] }
  : Route

/** What each handler of a request gets. */
export interface RequestContext<Params = RouteParams> {
  /**
   * The decoded parameters of the path. `[id]` is one segment, `[...rest]` the remaining path with its
   * slashes, and `[[...rest]]` the same, or undefined where nothing remains.
   */
  params: Params
  /** The Worker's bindings and variables. */
  env: Env
  /** The platform's context of the request: `waitUntil`, `passThroughOnException`. */
  ctx: ExecutionContext
}

/** What middleware has set. */
export interface Variables<Known> {
  /** What a middleware has `set` under this name; undefined where none has. */
  get<Key extends keyof Known & string>(key: Key): Known[Key]
}

/** Where the route's path is not named, `get` may find nothing: not each middleware is above the route. */
type Getter<Route> = Register extends { objects: unknown }
  ? Register extends { middleware: infer All }
    ? Variables<Route extends RoutePath ? Routes[Route] : Partial<All>>
    : unknown
  : Variables<AnyVariables>

/**
 * A handler that a `route.ts` exports as `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, `HEAD` or `OPTIONS`. Without
 * an export, `OPTIONS` is answered automatically, and `HEAD` by the `GET`.
 */
export type RouteHandler<Route extends RoutePath | RouteParams = Record<string, string>> = (
  request: Request,
  context: RouteContext<Route>,
) => Response | Promise<Response>
