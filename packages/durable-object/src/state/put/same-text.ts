import { kindOf } from '../format/kinds.ts'
import { Large } from '../format/large.ts'
import { isObject } from '../tree/is-object.ts'
import { getKey, keysOf } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import type { Reuse } from './reuse.ts'

/**
 * Whether a raw value has the same text in its row as the one whose place it takes, so that the row
 * does not change. It compares at most as much as a row holds.
 */
export function hasSameText(
  value: unknown,
  old: unknown,
  { tree, reuse }: { tree: Tree; reuse: Reuse },
): boolean {
  return isSame(value, old)

  function isSame(value: unknown, old: unknown): boolean {
    if (Object.is(value, old)) return true
    if (!isObject(value) || !isObject(old)) return false
    if (value instanceof Large || old instanceof Large) return false
    if (tree.containers.has(old)) {
      const step = reuse.successions.get(old)
      return step?.next === value && step.heritage !== undefined
    }
    return !tree.containers.has(value) && isSameObject(value, old)
  }

  function isSameObject(value: object, old: object): boolean {
    if (old instanceof Date) {
      return value instanceof Date && Object.is(value.getTime(), old.getTime())
    }
    if (old instanceof RegExp) return value instanceof RegExp && String(value) === String(old)
    if (value instanceof Date || value instanceof RegExp || kindOf(value) !== kindOf(old)) {
      return false
    }
    return Array.isArray(value) ? isSameList(value, old as unknown[]) : isSameKeyed(value, old)
  }

  function isSameList(list: unknown[], old: unknown[]): boolean {
    if (list.length !== old.length) return false
    for (let at = 0; at < list.length; at++) {
      if (!isSame(list[at], old[at])) return false
      if (list[at] === undefined && at in list !== at in old) return false
    }
    return true
  }

  function isSameKeyed(value: object, old: object): boolean {
    const keys = keysOf(value)
    const oldKeys = keysOf(old)
    if (keys.length !== oldKeys.length) return false
    for (let at = 0; at < keys.length; at++) {
      const [key, oldKey] = [keys[at], oldKeys[at]]
      if (!isSame(key, oldKey)) return false
      if (!(value instanceof Set) && !isSame(getKey(value, key), getKey(old, oldKey))) return false
    }
    return true
  }
}
