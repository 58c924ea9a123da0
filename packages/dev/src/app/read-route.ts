import { httpMethods } from '@cloudwerk/core'
import { evidentKind, resolveName } from './expressions.ts'
import type { RouteEntry } from './manifest.ts'
import { throwProblems } from './problems.ts'
import { type Problem, problemAt, type Source } from './source.ts'

type Export = Source['exports'][number]

const example = `A route exports functions named ${httpMethods.join(', ')}: \`export async function GET(request, { params }) { … }\`.`

/**
 * Reads which methods a route file exports, without running it.
 *
 * @throws UserError when it exports none, or something that is evidently not a function.
 */
export function readRoute(source: Source): Pick<RouteEntry, 'methods'> {
  const exports = source.exports.filter(({ isType }) => !isType)
  const handlers = exports.filter((entry) => httpMethods.includes(nameOf(entry)))
  const reexportsAll = exports.some(({ importName }) => importName.kind === 'AllButDefault')
  throwProblems(
    [
      ...handlers.flatMap((entry) => checkHandler(source, entry)),
      ...(handlers.length === 0 ? [] : exports.flatMap((entry) => checkSpelling(source, entry))),
    ].map((problem) => problemAt(source, problem)),
  )
  if (handlers.length === 0 && !reexportsAll) throw problemAt(source, nothingUsable(exports))
  const names = handlers.map(nameOf)
  return { methods: httpMethods.filter((method) => names.includes(method)) }
}

function checkHandler(source: Source, entry: Export): Problem[] {
  const local = entry.localName.name
  const value = local ? resolveName(source, local) : undefined
  const kind = value && evidentKind(value)
  if (!kind || kind === 'a function') return []
  const message = `The route exports ${nameOf(entry)} as ${kind}, not as a function.`
  return [{ offset: offsetOf(entry), message, hint: example }]
}

function checkSpelling(source: Source, entry: Export): Problem[] {
  const name = nameOf(entry)
  const method = name.toUpperCase()
  if (name === method || !httpMethods.includes(method)) return []
  const value = resolveName(source, entry.localName.name ?? '')
  if (!value || evidentKind(value) !== 'a function') return []
  const message = `No request reaches "${name}": the names of HTTP methods are upper case.`
  return [{ offset: offsetOf(entry), message, hint: `Rename it to ${method}.` }]
}

function nothingUsable(exports: readonly Export[]): Problem {
  const message = 'This route exports no HTTP method.'
  const misspelt = exports.find((entry) => httpMethods.includes(nameOf(entry).toUpperCase()))
  if (misspelt) {
    const name = nameOf(misspelt)
    const hint = `Rename "${name}" to ${name.toUpperCase()}.\n${example}`
    return { offset: offsetOf(misspelt), message, hint }
  }
  const byDefault = exports.find((entry) => nameOf(entry) === 'default')
  const hint = byDefault ? `A default export is not used here.\n${example}` : example
  return { offset: byDefault ? offsetOf(byDefault) : 0, message, hint }
}

function nameOf({ exportName }: Export): string {
  return exportName.kind === 'Default' ? 'default' : (exportName.name ?? '')
}

function offsetOf({ exportName }: Export): number {
  return exportName.start ?? 0
}
