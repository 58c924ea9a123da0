/** Whether a value is an object of any kind, arrays among them. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
