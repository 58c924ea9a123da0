import { handlerNames } from '@cloudwerk/durable-object'
import type { ESTree } from 'vite'
import type { Source } from '../../app/source.ts'
import type { Edit } from './edited-text.ts'

/**
 * Gives each handler a result type. The compiler checks handlers without one before it knows the
 * methods, and then assumes that there are none. Results are checked in the original.
 */
export function handlerEdits(source: Source, object: ESTree.ObjectExpression): Edit[] {
  return handlersOf(object).flatMap(({ value }) => {
    // Other functions do not have their own `this`.
    if (value.type !== 'FunctionExpression' || value.returnType || !value.body) return []
    const at = source.text.lastIndexOf(')', value.body.start) + 1
    return [{ start: at, end: at, text: value.async ? ': Promise<any>' : ': any' }]
  })
}

/** Whether a handler comes before methods or helpers, so that an editor cannot check its calls. */
export function hasEarlyHandler(object: ESTree.ObjectExpression): boolean {
  const groups = object.properties.filter((property) =>
    ['methods', 'helpers'].includes(nameOf(property) ?? ''),
  )
  const last = groups.at(-1)
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
