/** Whether a value of a client is not too deep, and without the key that would change a prototype where it is assigned. */
export function isAllowedJson(
  value: unknown,
  levels: number,
  isAllowed: (value: object) => boolean = () => true,
): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0 || Object.hasOwn(value, '__proto__') || !isAllowed(value)) return false
  return Object.values(value).every((item) => isAllowedJson(item, levels - 1, isAllowed))
}
