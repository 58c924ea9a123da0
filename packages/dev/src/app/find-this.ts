import type { ESTree } from 'vite'

/** What has a `this` of its own. */
const owners = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ClassDeclaration',
  'ClassExpression',
])

/** The first `this` in an arrow function that is the one around it. */
export function findThis(arrow: ESTree.ArrowFunctionExpression): ESTree.Node | undefined {
  return search(arrow)
}

function search(value: unknown): ESTree.Node | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value)) {
    const { type } = value as { type?: unknown }
    // The parser's own nodes are told apart by their type.
    if (type === 'ThisExpression') return value as ESTree.Node
    if (typeof type === 'string' && owners.has(type)) return undefined
  }
  for (const part of Object.values(value)) {
    const found = search(part)
    if (found) return found
  }
  return undefined
}
