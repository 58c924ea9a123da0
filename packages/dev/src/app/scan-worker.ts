import type { ESTree } from 'vite'
import { findDefaultExport } from './default-export.ts'
import { evidentKind, resolveName, shapeOf } from './expressions.ts'
import type { ExportedClass, WorkerEntry } from './manifest.ts'
import { type Scan, scanEach, throwProblems } from './problems.ts'
import { type Problem, placeOf, problemAt, readSource, type Source } from './source.ts'

const example =
  'It handles events that are not requests: `export default { async scheduled(controller, env, ctx) { … } }`.'

/** `app/worker.ts` (or .js, .mts, .mjs), if the app has one. */
export function scanWorker(root: string, files: readonly string[]): Promise<Scan<WorkerEntry>> {
  const found = files.filter((file) => /^app\/worker\.m?[jt]s$/.test(file))
  return scanEach(found.slice(0, 1), async (file) => readWorker(await readSource(root, file)))
}

/**
 * Reads which handlers and classes it exports, without running it.
 *
 * @throws UserError for exports that the platform would not call, or not accept.
 */
export function readWorker(source: Source): WorkerEntry {
  const found = findDefaultExport(source)
  const classes = classesOf(source)
  const exported = source.exports.filter(({ isType }) => !isType)
  const problems: Problem[] = []
  if (exported.some(({ importName }) => importName.kind === 'AllButDefault')) {
    const message = '`export *` does not show which classes it exports.'
    const hint = "Name each: `export { Mailer } from './mailer.ts'`."
    problems.push({ offset: source.text.search(/export\s*\*/), message, hint })
  }
  if (!found && classes.length === 0 && problems.length === 0) {
    problems.push({ offset: 0, message: `${source.file} exports nothing.`, hint: example })
  }
  const shape = found?.value?.type === 'ObjectExpression' && shapeOf(source, found.value)
  const kind = found?.value && evidentKind(found.value)
  if (found && kind !== undefined && !shape) {
    const message = `The default export is ${kind}, not an object with handlers.`
    problems.push({ offset: found.offset, message, hint: example })
  }
  const properties = shape ? [...shape.properties] : []
  problems.push(...properties.flatMap(([name, { offset }]) => checkHandler(name, offset)))
  throwProblems(problems.map((problem) => problemAt(source, problem)))
  const isShown = !found || (shape && !shape.open)
  return {
    file: source.file,
    handlers: isShown ? properties.map(([name]) => name) : undefined,
    places: Object.fromEntries(
      properties.map(([name, { offset }]) => [name, placeOf(source, offset)]),
    ),
    classes,
  }
}

function checkHandler(name: string, offset: number): Problem[] {
  if (name !== 'fetch') return []
  const message = 'Requests do not reach a `fetch` here: the routes of the app answer them.'
  const hint = 'Move it to a route.ts, such as app/[[...path]]/route.ts, or to app/middleware.ts.'
  return [{ offset, message, hint }]
}

function classesOf(source: Source): ExportedClass[] {
  return source.exports.flatMap(({ isType, exportName, localName, importName, moduleRequest }) => {
    if (isType || exportName.kind !== 'Name' || importName.kind === 'AllButDefault') return []
    const name = exportName.name ?? ''
    const value = moduleRequest ? undefined : resolveName(source, localName.name ?? '')
    // Constants and functions are for the app's own modules: the platform refuses a Worker that exports them.
    if (value && evidentKind(value) !== undefined && evidentKind(value) !== 'a class') return []
    const isClass = value?.type === 'ClassDeclaration' || value?.type === 'ClassExpression'
    const place = placeOf(source, exportName.start ?? 0)
    return [{ name, extends: isClass ? parentOf(value) : undefined, place }]
  })
}

/** `WorkflowEntrypoint`, also for `workers.WorkflowEntrypoint`. */
function parentOf({ superClass }: ESTree.Class): string | undefined {
  if (superClass?.type === 'Identifier') return superClass.name
  if (superClass?.type !== 'MemberExpression') return undefined
  return superClass.property.type === 'Identifier' ? superClass.property.name : undefined
}
