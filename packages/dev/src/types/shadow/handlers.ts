import { handlerNames } from '@cloudwerk/durable-object'
import type { ESTree } from 'vite'
import type { Source } from '../../app/source.ts'
import type { Edit } from './edited-text.ts'

/** The keys of a definition with what handlers can call. */
const called = ['methods', 'helpers']
/** Those that have handlers below them. */
const groups = ['sockets', 'jobs', 'schedules', 'expires']

/**
 * Gives each handler a result type. The compiler checks handlers without one before it knows the
 * methods, and then assumes that there are none. Results are checked in the original.
 */
export function handlerEdits(source: Source, object: ESTree.ObjectExpression): Edit[] {
  const below = object.properties.filter((property) => groups.includes(nameOf(property) ?? ''))
  const values = [...handlersOf(object), ...(below as ESTree.ObjectProperty[])]
  return values
    .flatMap(({ value }) => functionsIn(value))
    .filter(({ name, fn }) => name !== 'accept' || callsOwn(source, { object, fn }))
    .flatMap(({ fn }) => resultOf(source, fn))
}

interface NamedFunction {
  /** The key in its group. */
  name: string | undefined
  fn: ESTree.Function
}

/** The result of `sockets.accept` is the type of its sockets' data, so it is left where it can be inferred. */
function callsOwn(
  source: Source,
  { object, fn }: { object: ESTree.ObjectExpression; fn: ESTree.Function },
): boolean {
  const text = source.text.slice(fn.start, fn.end)
  return object.properties
    .filter((property) => called.includes(nameOf(property) ?? ''))
    .flatMap((property) => (property.type === 'Property' ? namesIn(property.value) : []))
    .some((name) => text.includes(`this.${name}`))
}

function namesIn(group: ESTree.Node): string[] {
  if (group.type !== 'ObjectExpression') return []
  return group.properties.map(nameOf).filter((name) => name !== undefined)
}

/** Functions with a `this` of their own, which others do not have. */
function functionsIn(value: ESTree.Node, name?: string): NamedFunction[] {
  if (value.type === 'FunctionExpression') return [{ name, fn: value }]
  if (value.type !== 'ObjectExpression') return []
  return value.properties.flatMap((property) =>
    property.type === 'Property' ? functionsIn(property.value, nameOf(property)) : [],
  )
}

function resultOf(source: Source, { returnType, body, async }: ESTree.Function): Edit[] {
  if (returnType || !body) return []
  const at = source.text.lastIndexOf(')', body.start) + 1
  return [{ start: at, end: at, text: async ? ': Promise<any>' : ': any' }]
}

/** Whether a handler comes before methods or helpers, so that an editor cannot check its calls. */
export function hasEarlyHandler(object: ESTree.ObjectExpression): boolean {
  const last = object.properties.findLast((property) => called.includes(nameOf(property) ?? ''))
  return last !== undefined && handlersOf(object).some(({ start }) => start < last.start)
}

// The result of init is the type of the state.
function handlersOf(object: ESTree.ObjectExpression): ESTree.ObjectProperty[] {
  return object.properties.filter((property) => {
    const name = nameOf(property)
    return name !== undefined && name !== 'init' && handlerNames.includes(name)
  }) as ESTree.ObjectProperty[]
}

function nameOf(property: ESTree.ObjectExpression['properties'][number]): string | undefined {
  if (property.type !== 'Property' || property.computed) return undefined
  return property.key.type === 'Identifier' ? property.key.name : undefined
}
