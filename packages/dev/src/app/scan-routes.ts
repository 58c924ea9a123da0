import { UserError } from '../user-error.ts'
import type { RouteEntry } from './manifest.ts'
import { type Scan, scanEach } from './problems.ts'
import { readRoute } from './read-route.ts'
import { compareSegments, formatPath, keysOf, parseRoutePath, type Segment } from './route-path.ts'
import { patternsOf } from './route-patterns.ts'
import { problemAt, readSource, type Source } from './source.ts'

interface Located {
  file: string
  segments: Segment[]
}

/**
 * The routes among an app's files: `route.ts` (or .js, .mts, .mjs) in any folder that is not below
 * `app/objects` or a private one (`_` in front). The most specific first.
 */
export async function scanRoutes(
  root: string,
  files: readonly string[],
): Promise<Scan<RouteEntry>> {
  const located = await scanEach(files.filter(isRouteFile), async (file) => locate(file))
  located.entries.sort((a, b) => compareSegments(a.segments, b.segments))
  const { entries, problems } = await scanEach(located.entries, async ({ file, segments }) => {
    const source = await readSource(root, file)
    const path = formatPath(segments)
    const exported = readRoute(source)
    assertOwnPath(source, path)
    return { path, patterns: patternsOf(segments), file, ...exported }
  })
  const unread = files.flatMap((file) => explainUnread(file) ?? [])
  const misplaced = [...located.problems, ...unread, ...findClashes(located.entries)]
  return { entries, problems: [...misplaced, ...problems] }
}

/** A file that looks like a route and would be ignored silently. */
function explainUnread(file: string): UserError | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1)
  if (!/^route\.[cm]?[jt]sx?$/i.test(name) || isRouteFile(file)) return undefined
  if (file.startsWith('app/objects/') || file.includes('/_')) return undefined
  // Renamed, it would be a file with syntax errors.
  if (/\.[jt]sx$/.test(name)) {
    return new UserError(`Routes cannot have JSX, but this one is ${name}.`, {
      file,
      hint: 'Move the JSX into its own file, such as page.tsx, and import that in route.ts. If there is no JSX in it, rename it to route.ts. If app/ is that of another framework, write cloudwerk({ routes: false }) in vite.config.ts.',
    })
  }
  return new UserError(`Routes are files named route.ts, but this one is ${name}.`, {
    file,
    hint: 'Rename it to route.ts (or .js, .mts, .mjs).',
  })
}

function isRouteFile(file: string): boolean {
  return (
    /^app\/(.+\/)?route\.m?[jt]s$/.test(file) &&
    !file.startsWith('app/objects/') &&
    !file.includes('/_')
  )
}

/** @throws UserError when the folders are not a valid path. */
function locate(file: string): Located {
  const path = parseRoutePath(file.split('/').slice(1, -1))
  if ('segments' in path) return { file, segments: path.segments }
  throw new UserError(path.problem, { file, hint: path.hint })
}

const namedPath = /\b(RouteContext|RouteHandler|live)<\s*(['"`])(\/[^'"`]*)\2/g

/** @throws UserError where a handler's context names the path of another route, as after a copy. */
function assertOwnPath(source: Source, path: string): void {
  for (const { index, 0: text, 1: type, 3: named } of source.text.matchAll(namedPath)) {
    if (named === path) continue
    const offset = index + text.lastIndexOf(named ?? '')
    const message = `This route is ${path}, but its context is that of ${named}.`
    throw problemAt(source, { offset, message, hint: `Write ${type}<'${path}'>.` })
  }
}

function findClashes(routes: readonly Located[]): UserError[] {
  const taken = new Map<string, Located>()
  return routes.flatMap((route) => {
    const keys = keysOf(route.segments)
    const earlier = keys.map((key) => taken.get(key)).find((other) => other !== undefined)
    for (const key of keys) taken.set(key, taken.get(key) ?? route)
    return earlier ? [clash(earlier, route)] : []
  })
}

function clash(first: Located, second: Located): UserError {
  const paths = [...new Set([first, second].map(({ segments }) => formatPath(segments)))]
  const same = `${first.file} and ${second.file} answer the same URLs (${paths.join(' and ')}).`
  return new UserError(same, {
    file: second.file,
    hint: 'Keep one of them. The names of parameters and (groups) make no difference to the URL.',
  })
}
