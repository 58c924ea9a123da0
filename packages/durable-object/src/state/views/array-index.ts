/** The array index that a property key stands for, if it is one. */
export function indexOf(key: PropertyKey): number | undefined {
  if (typeof key !== 'string') return undefined
  const index = Number(key)
  return index >>> 0 === index && String(index) === key && index < 2 ** 32 - 1 ? index : undefined
}
