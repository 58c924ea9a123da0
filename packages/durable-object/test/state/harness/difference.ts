/** The path of the first difference that a program could see, undefined if there is none. */
export function difference(a: unknown, b: unknown, path = 'state'): string | undefined {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
    return Object.is(a, b) ? undefined : `${path}: ${show(a)} and ${show(b)}`
  }
  const tagA = Object.prototype.toString.call(a)
  const tagB = Object.prototype.toString.call(b)
  if (tagA !== tagB) return `${path}: ${tagA} and ${tagB}`
  if (a instanceof Date) {
    return Object.is(a.getTime(), (b as Date).getTime())
      ? undefined
      : `${path}: ${+a} and ${+(b as Date)}`
  }
  if (a instanceof RegExp) return String(a) === String(b) ? undefined : `${path}: ${a} and ${b}`
  if (ArrayBuffer.isView(a)) {
    return String(a) === String(b) ? undefined : `${path}: other bytes`
  }
  if (a instanceof Map || a instanceof Set) {
    return difference(
      [...(a as Map<unknown, unknown>).entries()],
      [...(b as Map<unknown, unknown>).entries()],
      `${path}.entries()`,
    )
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return `${path}: other prototypes`
  const keysA = Reflect.ownKeys(a)
  const keysB = Reflect.ownKeys(b)
  if (keysA.join() !== keysB.join()) return `${path}: keys ${keysA.join()} and ${keysB.join()}`
  for (const key of keysA) {
    const found = difference(
      Reflect.getOwnPropertyDescriptor(a, key)?.value,
      Reflect.getOwnPropertyDescriptor(b, key)?.value,
      `${path}.${String(key)}`,
    )
    if (found) return found
  }
  return undefined
}

function show(value: unknown): string {
  return typeof value === 'bigint'
    ? `${value}n`
    : Object.is(value, -0)
      ? '-0'
      : String(value).slice(0, 40)
}
