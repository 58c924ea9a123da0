import type { Tree } from '../tree/tree.ts'

/** Whether a primitive can be encoded as plain JSON, with no tag. */
export function isJson(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isFinite(value) && !Object.is(value, -0)
    : typeof value !== 'bigint' && value !== undefined
}

/** Whether a raw value needs no tags and is probably short enough for its parent's row. */
export function isPlainJson(value: unknown, tree: Tree): boolean {
  return room(value, tree.inline, tree) >= 0
}

/** What is left of `left` characters after `value`; below 0 if it needs tags or is too long. */
function room(value: unknown, left: number, tree: Tree): number {
  switch (typeof value) {
    case 'string':
      return left - value.length
    case 'number':
      return isJson(value) ? left - 1 : -1
    case 'boolean':
      return left - 4
    case 'object':
      break
    default:
      return -1
  }
  if (value === null) return left - 4
  const list = Array.isArray(value)
  if (!list && Object.getPrototypeOf(value) !== Object.prototype) return -1
  if (tree.containers.has(value)) return -1
  if (list) {
    for (let at = 0; at < value.length && left >= 0; at++) left = room(value[at], left - 1, tree)
    return left
  }
  for (const key in value) {
    if (key === '$') return -1
    left = room((value as Record<string, unknown>)[key], left - key.length - 4, tree)
    if (left < 0) break
  }
  return left
}
