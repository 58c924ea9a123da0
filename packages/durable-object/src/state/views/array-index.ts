/** The array index that a property key stands for, if it is one. */
export function indexOf(key: PropertyKey): number | undefined {
  // Compared first, since most keys are names.
  if (typeof key !== 'string' || !(key.charCodeAt(0) <= NINE)) return undefined
  const index = Number(key)
  return index >>> 0 === index && String(index) === key && index < 2 ** 32 - 1 ? index : undefined
}

const NINE = 57
