import { type ESTree, parseSync } from 'vite'
import { findDefaultExport } from '../../app/default-export.ts'
import { findDefinitionObject } from '../../app/definition-object.ts'
import { keyOf, shapeOf } from '../../app/expressions.ts'
import type { Source } from '../../app/source.ts'

/** Where a name is. */
export interface Key {
  start: number
  end: number
}

const groups = ['methods', 'helpers'] as const

/** The names of the methods and helpers in the source of a definition, or of one of the two groups. */
export function sourceKeys(
  source: Source,
  wanted: readonly (typeof groups)[number][] = groups,
): Map<string, Key> {
  const object = findDefinitionObject(source)
  const shape = object && shapeOf(source, object)
  const found = wanted.flatMap((group) => {
    const value = shape?.properties.get(group)?.value
    return value?.type === 'ObjectExpression' ? [...keysOf(value.properties)] : []
  })
  return new Map(found)
}

/**
 * Whether the names are written within the call of `defineDurableObject`, so that an editor can take them for
 * those of its parameter.
 */
export function namesAreInCall(source: Source): boolean {
  const call = findDefaultExport(source)?.value
  const object = findDefinitionObject(source)
  if (!call || !object) return false
  return object.properties.every((property) => {
    if (property.type !== 'Property') return true
    if (!groups.some((group) => group === keyOf(property))) return true
    return property.value.type === 'ObjectExpression' && isWithin(object, call)
  })
}

function isWithin(inner: Key, outer: Key): boolean {
  return inner.start >= outer.start && inner.end <= outer.end
}

/**
 * The names in the second and third type argument of the `DurableObjectDefinition` that a file declares. Methods
 * and helpers have no name in common.
 */
export function declaredKeys(file: string, text: string): Map<string, Key> {
  for (const statement of parseSync(file, text).program.body) {
    if (statement.type !== 'VariableDeclaration') continue
    for (const { id } of statement.declarations) {
      const type = id.typeAnnotation?.typeAnnotation
      if (!type || !isDefinition(type)) continue
      const found = (type.typeArguments?.params ?? []).slice(1, 3)
      return new Map(
        found.flatMap((group) =>
          group.type === 'TSTypeLiteral' ? [...keysOf(group.members)] : [],
        ),
      )
    }
  }
  return new Map()
}

function isDefinition(type: ESTree.TSType): type is ESTree.TSImportType | ESTree.TSTypeReference {
  if (type.type === 'TSImportType') return type.qualifier ? isDefinitionName(type.qualifier) : false
  return type.type === 'TSTypeReference' && isDefinitionName(type.typeName)
}

/** `DurableObjectDefinition`, or the same of an imported namespace. */
function isDefinitionName(name: ESTree.Node): boolean {
  if (name.type === 'TSQualifiedName') return isDefinitionName(name.right)
  return name.type === 'Identifier' && name.name === 'DurableObjectDefinition'
}

/** The names of members; the first one of overloads. */
export function keysOf(members: readonly ESTree.Node[]): Map<string, Key> {
  const keys = new Map<string, Key>()
  for (const member of members) {
    if (!('key' in member)) continue
    const { key } = member as { key: ESTree.PropertyKey }
    const name =
      key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : undefined
    if (name !== undefined && !keys.has(name)) keys.set(name, { start: key.start, end: key.end })
  }
  return keys
}
