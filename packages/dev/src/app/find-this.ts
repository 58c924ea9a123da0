import type { ESTree } from 'vite'

/** Nodes with their own `this`. */
const owners = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ClassDeclaration',
  'ClassExpression',
])

/** The first `this` in an arrow function, or in another body, that belongs to the code around it. */
export function findThis(code: ESTree.Node): ESTree.Node | undefined {
  return search(code)
}

function search(value: unknown): ESTree.Node | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!Array.isArray(value)) {
    const { type } = value as { type?: unknown }
    // Nodes of the parser are recognised by their type.
    if (type === 'ThisExpression') return value as ESTree.Node
    if (typeof type === 'string' && owners.has(type)) return undefined
  }
  for (const part of Object.values(value)) {
    const found = search(part)
    if (found) return found
  }
  return undefined
}
