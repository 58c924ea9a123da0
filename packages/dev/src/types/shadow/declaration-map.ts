import { basename } from 'node:path/posix'
import { type ESTree, parseSync } from 'vite'
import { findDefinitionObject } from '../../app/definition-object.ts'
import { shapeOf } from '../../app/expressions.ts'
import type { Source } from '../../app/source.ts'
import { declarationFile } from '../module-specifier.ts'
import { encodeMappings, type Mapping, type Position } from './encode-mappings.ts'

export interface Declarations {
  text: string
  map: string
}

/**
 * Adds a source map to the declarations of an object. It leads from each method's name to the name in
 * the object's own file, where editors go to its definition and rename it.
 */
export function mapDeclarations(source: Source, declared: string): Declarations {
  const file = basename(declarationFile(source.file))
  const mappings = pairKeys(declaredKeys(file, declared), sourceKeys(source)).map(
    ([generated, original]) => ({
      generated: positionAt(declared, generated),
      original: positionAt(source.text, original),
    }),
  )
  const map = {
    version: 3,
    file,
    sources: [`../../../../${source.file}`],
    names: [],
    mappings: encodeMappings(mappings satisfies Mapping[]),
  }
  const text = `${declared.trimEnd()}\n//# sourceMappingURL=${file}.map\n`
  return { text, map: `${JSON.stringify(map)}\n` }
}

interface Key {
  start: number
  end: number
}

// Both ends, since editors look up where a name begins and where it ends.
function pairKeys(declared: Map<string, Key>, source: Map<string, Key>): [number, number][] {
  return [...declared].flatMap(([name, { start, end }]) => {
    const original = source.get(name)
    if (!original) return []
    const ends: [number, number][] = [
      [start, original.start],
      [end, original.end],
    ]
    return ends
  })
}

function sourceKeys(source: Source): Map<string, Key> {
  const object = findDefinitionObject(source)
  const methods = object && shapeOf(source, object).properties.get('methods')?.value
  if (methods?.type !== 'ObjectExpression') return new Map()
  return keysOf(methods.properties)
}

/** The names in the second type argument of the `DurableObjectDefinition` that a file declares. */
function declaredKeys(file: string, text: string): Map<string, Key> {
  for (const statement of parseSync(file, text).program.body) {
    if (statement.type !== 'VariableDeclaration') continue
    for (const { id } of statement.declarations) {
      const type = id.typeAnnotation?.typeAnnotation
      const methods = type && isDefinition(type) ? type.typeArguments?.params[1] : undefined
      if (methods?.type === 'TSTypeLiteral') return keysOf(methods.members)
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

// The first one of overloads.
function keysOf(members: readonly ESTree.Node[]): Map<string, Key> {
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

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/)
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 }
}
