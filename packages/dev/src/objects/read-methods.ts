import type { ESTree } from 'vite'
import { findDefinitionObject } from '../app/definition-object.ts'
import { shapeOf } from '../app/expressions.ts'
import type { Source } from '../app/source.ts'

export interface MethodInfo {
  name: string
  /** As the source writes them: `amount = 1`, `{ id }: Item`. Undefined where it does not show them. */
  parameters: string[] | undefined
}

/** The methods of a definition with their parameters. Undefined where the source does not show them. */
export function readMethods(source: Source): MethodInfo[] | undefined {
  const object = findDefinitionObject(source)
  const definition = object && shapeOf(source, object)
  if (!definition) return undefined
  const methods = definition.properties.get('methods')?.value
  if (!methods) return definition.open ? undefined : []
  if (methods.type !== 'ObjectExpression') return undefined
  const { properties, open } = shapeOf(source, methods)
  if (open) return undefined
  return [...properties].map(([name, { value }]) => ({
    name,
    parameters: value && parametersOf(source, value),
  }))
}

function parametersOf({ text }: Source, node: ESTree.Node): string[] | undefined {
  if (
    node.type !== 'FunctionExpression' &&
    node.type !== 'ArrowFunctionExpression' &&
    node.type !== 'FunctionDeclaration'
  ) {
    return undefined
  }
  return node.params
    .map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' '))
    .filter((parameter) => !/^this\b/.test(parameter))
}
