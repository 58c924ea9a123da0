import type { ESTree } from 'vite'
import { findDefaultExport } from '../../app/default-export.ts'
import { findDefinitionObject, isDefinitionCall } from '../../app/definition-object.ts'
import { shapeOf } from '../../app/expressions.ts'
import type { Source } from '../../app/source.ts'
import { type Key, keysOf } from './definition-names.ts'

/**
 * Where the keys of an object's state are written in its file: in the type that is given, or in the object that
 * `init` returns. None for what comes from elsewhere, such as a schema.
 */
export function stateKeys(source: Source): Map<string, Key> {
  const call = findDefaultExport(source)?.value
  const object = findDefinitionObject(source)
  if (!call || !object || !isDefinitionCall(source, call)) return new Map()
  const type = call.typeArguments?.params[0]
  if (type) return keysOf(membersOf(source, type))
  const { properties } = shapeOf(source, object)
  if (properties.has('schema')) return new Map()
  return keysOf(returnedBy(properties.get('init')?.value))
}

function membersOf(source: Source, type: ESTree.TSType): readonly ESTree.Node[] {
  if (type.type === 'TSTypeLiteral') return type.members
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return []
  for (const statement of source.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (
      declaration?.type === 'TSInterfaceDeclaration' &&
      declaration.id.name === type.typeName.name
    )
      return declaration.body.body
    if (
      declaration?.type === 'TSTypeAliasDeclaration' &&
      declaration.id.name === type.typeName.name &&
      declaration.typeAnnotation.type === 'TSTypeLiteral'
    )
      return declaration.typeAnnotation.members
  }
  return []
}

function returnedBy(init: ESTree.Node | undefined): readonly ESTree.Node[] {
  if (init?.type !== 'ArrowFunctionExpression' && init?.type !== 'FunctionExpression') return []
  const last = init.body?.type === 'BlockStatement' ? init.body.body.at(-1) : init.body
  const value = last?.type === 'ReturnStatement' ? last.argument : last
  const inner = value?.type === 'ParenthesizedExpression' ? value.expression : value
  return inner?.type === 'ObjectExpression' ? inner.properties : []
}
