import { UserError } from '../user-error.ts'
import { findDefaultExport } from './default-export.ts'
import { evidentKind } from './expressions.ts'
import type { MiddlewareEntry } from './manifest.ts'
import { type Scan, scanEach } from './problems.ts'
import { compareSegments, parseRoutePath, type Segment } from './route-path.ts'
import { patternsBelow } from './route-patterns.ts'
import { problemAt, readSource } from './source.ts'

/** What runs around the app's routes, and in their place. */
export interface Around extends Scan<MiddlewareEntry> {
  notFound: string | undefined
  error: string | undefined
}

const examples = {
  middleware: 'export default (request, context, next) => next()',
  'not-found': "export default (request) => new Response('Nothing here', { status: 404 })",
  error: 'export default (error, request, context) => { … }',
}

/**
 * `middleware.ts` in any folder that can have routes, and `not-found.ts` and `error.ts` in `app` (each also
 * as .js, .mts, .mjs).
 */
export async function scanMiddleware(root: string, files: readonly string[]): Promise<Around> {
  const found = files.filter(isMiddleware)
  const located = await scanEach(found, async (file) => locate(file))
  located.entries.sort((a, b) => compareSegments(a.segments, b.segments))
  const notFound = files.find((file) => /^app\/not-found\.m?[jt]s$/.test(file))
  const error = files.find((file) => /^app\/error\.m?[jt]s$/.test(file))
  const used = [...found, notFound, error].filter((file) => file !== undefined)
  const checked = await scanEach(used, (file) => assertFunction(root, file))
  const misplaced = files.flatMap((file) => explainUnread(file) ?? [])
  return {
    entries: located.entries.map(({ file, folder, segments, isGrouped }) => ({
      ...{ file, folder, patterns: isGrouped ? [] : patternsBelow(segments) },
    })),
    problems: [...located.problems, ...checked.problems, ...misplaced],
    ...{ notFound, error },
  }
}

function isMiddleware(file: string): boolean {
  return /^app\/(.+\/)?middleware\.m?[jt]s$/.test(file) && isServed(file)
}

function isServed(file: string): boolean {
  return !file.startsWith('app/objects/') && !file.includes('/_')
}

interface Located {
  file: string
  folder: string
  segments: Segment[]
  isGrouped: boolean
}

/** @throws UserError when the folders are not a valid path. */
function locate(file: string): Located {
  const folders = file.split('/').slice(1, -1)
  const path = parseRoutePath(folders)
  if (!('segments' in path)) throw new UserError(path.problem, { file, hint: path.hint })
  const folder = file.slice(0, file.lastIndexOf('/') + 1)
  const isGrouped = folders.some((name) => name.startsWith('('))
  return { file, folder, segments: path.segments, isGrouped }
}

/** @throws UserError where the default export is missing, or evidently not a function. */
async function assertFunction(root: string, file: string): Promise<void> {
  const source = await readSource(root, file)
  const name = file.slice(file.lastIndexOf('/') + 1, file.lastIndexOf('.'))
  const found = findDefaultExport(source)
  const kind = found?.value && evidentKind(found.value)
  if (found && (kind === undefined || kind === 'a function')) return
  const message = found
    ? `The default export of ${file} is ${kind}, not a function.`
    : `${file} has no default export.`
  throw problemAt(source, {
    ...{ offset: found?.offset ?? 0, message },
    hint: `Write \`${examples[name as keyof typeof examples]}\`. If the file is something else, start its name with "_".`,
  })
}

/** A file that looks like one of them and would be ignored silently. */
function explainUnread(file: string): UserError | undefined {
  const [, folder = '', stem = '', extension = ''] =
    /^(app\/(?:.+\/)?)(_?middleware|not-found)\.([cm]?[jt]sx?)$/.exec(file) ?? []
  const isPrivate = file.replace(/\/_middleware\./, '/').includes('/_')
  if (stem === '' || isPrivate || file.startsWith('app/objects/')) return undefined
  const name = stem.replace('_', '')
  if (stem === 'not-found' && folder !== 'app/') {
    const hint = 'Move it to app/not-found.ts, or start its name with "_" if it is something else.'
    return new UserError(`Only app itself can have a not-found.ts.`, { file, hint })
  }
  if (stem === name && /^m?[jt]s$/.test(extension)) return undefined
  return new UserError(
    `Files of this kind are named ${name}.ts, but this one is ${stem}.${extension}.`,
    {
      file,
      hint: `Rename it to ${name}.ts (or .js, .mts, .mjs)${extension.endsWith('x') ? ', without JSX in it' : ''}.`,
    },
  )
}
