import { step } from '../../state/index.ts'

/** The path to the first difference of two plain values: `.users[3].name`; undefined where they are equal. */
export function findDifference(a: unknown, b: unknown): string | undefined {
  if (Object.is(a, b)) return undefined
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return ''
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return ''
  if (a instanceof Date) return findDifference(a.getTime(), Number(b))
  if (a instanceof RegExp) return findDifference(String(a), String(b))
  const [left, right] = [partsOf(a), partsOf(b)]
  for (const [at, [key, value]] of left.entries()) {
    const [otherKey, otherValue] = right[at] ?? []
    // Only the keys of a Map can be objects.
    if (!(at in right) || findDifference(key, otherKey) !== undefined) return ''
    const inner = findDifference(value, otherValue)
    if (inner !== undefined) return step(a, key) + inner
  }
  return left.length === right.length ? undefined : ''
}

function partsOf(value: object): [key: unknown, value: unknown][] {
  if (value instanceof Map) return [...value]
  if (value instanceof Set) return [...value].map((item, at) => [at, item])
  if (value instanceof ArrayBuffer) return partsOf(new Uint8Array(value))
  if (value instanceof DataView) return partsOf(value.buffer)
  return Object.entries(value)
}
