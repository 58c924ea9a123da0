import type { Manifest } from '../../app/manifest.ts'
import { sourceOf } from './source-of.ts'
import type { EntryOptions } from './worker-entry.ts'

/** The parts of the Worker's entry for the routes and what runs around them. */
export interface RoutesCode {
  /** From `@cloudwerk/core/worker`. */
  imported: string[]
  imports: string[]
  /** The routes, as items of a list. */
  list: string[]
  /** Further options of `createWorker`. */
  options: string[]
}

/** `header` is the dev server's own, as source text; empty where nothing shows errors. */
export function generateRoutes(
  manifest: Manifest,
  { dev = false, isBuild = false, names, framework, header }: EntryOptions & { header: string },
): RoutesCode {
  const { root, routes, middleware, notFound, error } = manifest
  const more = [notFound, error].filter((file) => file !== undefined)
  const around = [...middleware.map(({ file }) => file), ...more]
  const middlewareOf = (file: string): string => {
    const above = middleware.filter(({ folder }) => file.startsWith(folder))
    return above.length === 0
      ? ''
      : `, middleware: [${above.map((entry) => moduleOf(around, entry.file)).join(', ')}]`
  }
  const mayThrow = !isBuild || names === undefined || names.includes('httpErrors')
  const list = routes.map(({ file, patterns }, index) =>
    routeOf({ file, patterns, module: `route${index}`, more: middlewareOf(file) }),
  )
  const missing = missingOf(manifest).map(({ file, patterns }) =>
    routeOf({ file, patterns, module: '{}, isMissing: true', more: middlewareOf(file) }),
  )
  const onMissing = framework
    ? 'framework.onMissing'
    : header
      ? `showMissing(${header})`
      : 'answerMissing'
  const called = handlerOf({ around, onMissing, mayThrow, ...manifest })
  const handle = header ? `tellRefused(${called})` : called
  const options = [
    ...(handle === plainHandler ? [] : [`handle: ${handle}`]),
    ...(dev ? [`onError: showErrors(${header})`] : []),
    ...(header || framework ? [`onMissing: ${onMissing}`] : []),
  ]
  return {
    imported: used.filter((name) => options.some((option) => option.includes(name))),
    imports: [
      ...routes.map(({ file }, index) => `import * as route${index} from ${sourceOf(root, file)}`),
      ...around.map((file, index) => `import * as around${index} from ${sourceOf(root, file)}`),
    ],
    list: [...list, ...missing],
    options,
  }
}

const plainHandler = 'handleRoute'
/** What the entry can import for its options. */
const used = [
  ...['answerMissing', 'catchHttpErrors', 'catchWith', plainHandler, 'handleThrough'],
  ...['showErrors', 'showMissing', 'tellRefused'],
]

interface HandlerCode extends Pick<Manifest, 'middleware' | 'notFound' | 'error'> {
  /** The files whose modules are imported, in order. */
  around: readonly string[]
  onMissing: string
  /** Whether some module of the app may throw an `HttpError`. */
  mayThrow: boolean
}

/** What calls a route, as source text: as little as the app needs. */
function handlerOf({
  around,
  onMissing,
  mayThrow,
  middleware,
  notFound,
  error,
}: HandlerCode): string {
  const missing = notFound === undefined ? '' : `, ${moduleOf(around, notFound)}`
  const isAround = middleware.length > 0 || notFound !== undefined
  const called = isAround ? `handleThrough(${onMissing}${missing})` : plainHandler
  const caught = error === undefined ? called : `catchWith(${moduleOf(around, error)}, ${called})`
  return mayThrow ? `catchHttpErrors(${caught})` : caught
}

function moduleOf(around: readonly string[], file: string): string {
  return `{ file: ${JSON.stringify(file)}, module: around${around.indexOf(file)} }`
}

interface RouteCode {
  file: string
  patterns: readonly string[]
  module: string
  more: string
}

function routeOf({ file, patterns, module, more }: RouteCode): string {
  return `{ file: ${JSON.stringify(file)}, patterns: ${JSON.stringify(patterns)}, module: ${module}${more} }`
}

/** Where no route matches, the deepest folder with a middleware first. */
function missingOf({ middleware, notFound }: Manifest): { file: string; patterns: string[] }[] {
  const below = middleware.filter(({ patterns }) => patterns.length > 0).reverse()
  const hasRoot = below.some(({ folder }) => folder === 'app/')
  if (hasRoot || notFound === undefined) return below
  return [...below, { file: notFound, patterns: ['/', '/:$rest{.+}'] }]
}
