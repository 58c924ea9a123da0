/** Whether a value of a configuration is an object, `{ … }`. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of an object, each to be checked where it is used. None for any other value. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

/** The items of a list. None for any other value. */
export function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
