/**
 * A value as the text that the object would send for it: no spaces, keys in their order, and tags
 * for what JSON cannot say.
 *
 * @throws TypeError for anything but plain data.
 */
export function encode(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
      return String(value)
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return String(value)
      return tagged('f', `"${Object.is(value, -0) ? '-0' : value}"`)
    case 'bigint':
      return tagged('i', `"${value}"`)
    case 'undefined':
      return tagged('u')
    case 'object':
      return value === null ? 'null' : encodeObject(value)
    default:
      return refuse(`a ${typeof value}`)
  }
}

function encodeObject(value: object): string {
  if (Array.isArray(value)) return `[${encodeItems(value)}]`
  if (value instanceof Date) return tagged('d', JSON.stringify(value.getTime()))
  if (value instanceof RegExp) return tagged('r', JSON.stringify(value.source), `"${value.flags}"`)
  if (value instanceof Set) return tagged('s', ...Array.from(value, encode))
  if (value instanceof Map) return tagged('m', ...[...value].flat().map(encode))
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return encodeBytes(value)
  const prototype: unknown = Object.getPrototypeOf(value)
  // Of another window, a plain object has another Object.prototype, which has no prototype itself.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    refuse(`an instance of ${value.constructor?.name || 'a class'}`)
  }
  return encodeFields(value as Record<string, unknown>, prototype === null)
}

/** A hole is not an item that is undefined. */
function encodeItems(list: unknown[]): string[] {
  return Array.from(list, (item, at) => (at in list ? encode(item) : tagged('h')))
}

function encodeFields(fields: Record<string, unknown>, isBare: boolean): string {
  const texts = Object.keys(fields).map((key) => [JSON.stringify(key), encode(fields[key])])
  // An object with a field '$' would read as a tag.
  if (isBare || Object.hasOwn(fields, '$')) return tagged(isBare ? 'n' : 'o', ...texts.flat())
  return `{${texts.map((text) => text.join(':'))}}`
}

function encodeBytes(value: ArrayBuffer | ArrayBufferView): string {
  const content = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value)
  const text = Array.from(content, (byte) => String.fromCharCode(byte)).join('')
  // A Buffer of Node says here that it is a Uint8Array.
  return tagged('b', `"${value[Symbol.toStringTag as never] as string}"`, `"${btoa(text)}"`)
}

function tagged(tag: string, ...rest: string[]): string {
  return `{"$":[${[`"${tag}"`, ...rest].join()}]}`
}

function refuse(what: string): never {
  throw new TypeError(
    `${what} cannot be sent to an object. Send plain data: objects, arrays, Map, Set, Date, RegExp, bytes and primitives.`,
  )
}
