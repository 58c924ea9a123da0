import { METHOD_NAME_ALL } from 'hono/router'
import { TrieRouter } from 'hono/router/trie-router'

/** A loaded `route.ts`. */
export interface RouteModule {
  /** Its path, for messages: `app/api/counter/[id]/route.ts`. */
  file: string
  /** The paths it answers, as Hono patterns: `/api/counter/:id`. */
  patterns: string[]
  /** Its exports. */
  module: Record<string, unknown>
  /** Whether it stands for the addresses below a folder that have no route; the module is then empty. */
  isMissing?: boolean
  /** What runs around it, the outermost first. */
  middleware?: readonly MiddlewareModule[]
}

/** A loaded `middleware.ts`, `not-found.ts` or `error.ts`. */
export interface MiddlewareModule {
  /** Its path, for messages: `app/api/middleware.ts`. */
  file: string
  /** Its exports. */
  module: { default?: unknown }
}

export interface RouteMatch {
  route: RouteModule
  params: Record<string, string>
}

/** Returns a function that finds the first of the routes that matches a path. */
export function createRouter(routes: RouteModule[]): (pathname: string) => RouteMatch | undefined {
  const router = new TrieRouter<RouteModule>()
  for (const route of routes) {
    for (const pattern of route.patterns) router.add(METHOD_NAME_ALL, pattern, route)
  }
  return (pathname) => {
    const [matches] = router.match(METHOD_NAME_ALL, withoutTrailingSlash(pathname))
    const first = matches[0]
    if (!first) return undefined
    const [route, found] = first
    const params: Record<string, string> = {}
    for (const [name, value] of Object.entries(found as Record<string, string>)) {
      // Names with `$` stand for literal text that a pattern cannot express.
      if (!name.startsWith('$')) params[name] = decode(value)
    }
    return { route, params }
  }
}

function withoutTrailingSlash(pathname: string): string {
  return pathname.length > 1 && pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
}

/** A malformed escape is passed on as it is, for the handler to deal with. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
