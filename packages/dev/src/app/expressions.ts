import type { ESTree } from 'vite'
import type { Source } from './source.ts'

/** An object literal, as far as the source shows it. */
export interface ObjectShape {
  properties: ReadonlyMap<string, Property>
  /** Whether a spread or a computed key may add or replace properties. */
  open: boolean
}

export interface Property {
  offset: number
  /** The expression after following constants; undefined for a getter. */
  value: ESTree.Node | undefined
}

/**
 * The expression behind `as`, `satisfies`, `!`, parentheses and the constants, functions and
 * classes of this file. What cannot be followed is returned where the trail ends.
 */
export function resolveValue(source: Source, node: ESTree.Node): ESTree.Node {
  const seen = new Set<ESTree.Node>()
  let current = node
  while (!seen.has(current)) {
    seen.add(current)
    current = step(source, current) ?? current
  }
  return current
}

/** What a constant, function or class at the top of the file stands for. */
export function resolveName(source: Source, name: string): ESTree.Node | undefined {
  for (const statement of source.body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration') {
      if (declaration.id?.name === name) return declaration
    }
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue
    const found = declaration.declarations.find(
      ({ id }) => id.type === 'Identifier' && id.name === name,
    )
    if (found?.init) return found.init
  }
  return undefined
}

/** What a value evidently is, as it reads after "is": `a class`. Undefined where it may be anything. */
export function evidentKind(node: ESTree.Node): string | undefined {
  switch (node.type) {
    case 'ClassDeclaration':
    case 'ClassExpression':
      return 'a class'
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return 'a function'
    case 'ObjectExpression':
      return 'a plain object'
    case 'ArrayExpression':
      return 'an array'
    case 'TemplateLiteral':
      return 'a string'
    case 'UnaryExpression':
      return node.operator === '-' ? 'a number' : undefined
    case 'Identifier':
      return isUndefined(node) ? 'undefined' : undefined
    case 'Literal':
      return literalKind(node)
    default:
      return undefined
  }
}

export function isUndefined(node: ESTree.Node | undefined): boolean {
  return node?.type === 'Identifier' && node.name === 'undefined'
}

/** The text of a string literal, or of a template without expressions. */
export function staticString(node: ESTree.Node | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}

export function shapeOf(source: Source, node: ESTree.ObjectExpression): ObjectShape {
  const properties = new Map<string, Property>()
  let open = false
  for (const property of node.properties) {
    const key = property.type === 'Property' ? keyOf(property) : undefined
    if (property.type !== 'Property' || key === undefined) open = true
    else {
      const value = property.kind === 'init' ? resolveValue(source, property.value) : undefined
      properties.set(key, { offset: property.key.start, value })
    }
  }
  return { properties, open }
}

export function keyOf({ key, computed }: ESTree.ObjectProperty): string | undefined {
  if (!computed && key.type === 'Identifier') return key.name
  if (key.type === 'Literal') return String(key.value)
  return staticString(key)
}

function step(source: Source, node: ESTree.Node): ESTree.Node | undefined {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
      return node.expression
    case 'Identifier':
      return resolveName(source, node.name)
    default:
      return undefined
  }
}

function literalKind(node: Extract<ESTree.Node, { type: 'Literal' }>): string {
  if ('regex' in node) return 'a regular expression'
  if ('bigint' in node) return 'a bigint'
  return node.value === null ? 'null' : `a ${typeof node.value}`
}
