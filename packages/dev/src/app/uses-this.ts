import type { ESTree } from 'vite'

/** Whether an arrow function uses `this`, which is then not its caller's. */
export function isArrowWithThis(node: ESTree.Node | undefined): boolean {
  return node?.type === 'ArrowFunctionExpression' && usesThis(node)
}

/** Arrow functions within share it; functions and classes have one of their own. */
function usesThis(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(usesThis)
  if (typeof node !== 'object' || node === null) return false
  const { type } = node as { type?: string }
  if (type === 'ThisExpression') return true
  if (type?.startsWith('Function') || type?.startsWith('Class')) return false
  return Object.values(node).some(usesThis)
}
