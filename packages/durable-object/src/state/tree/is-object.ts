/** Whether a value is an object of any kind, arrays among them. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** For messages: 'Array', 'Map', 'Uint8Array'. */
export function typeName(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}
