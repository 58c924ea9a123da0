export type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>

type BytesConstructor = new (buffer: ArrayBuffer) => Bytes

const TYPES =
  /^(ArrayBuffer|DataView|(Big)?(Ui|I)nt(8|16|32|64)(Clamped)?Array|Float(16|32|64)Array)$/

/** The name of the built-in type of `value` if that holds bytes and is not a subclass. */
export function bytesType(value: object): string | undefined {
  const name = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  return typeof name === 'string' &&
    isBytesType(name) &&
    Object.getPrototypeOf(value) === constructorOf(name).prototype
    ? name
    : undefined
}

export function isBytesType(name: string): boolean {
  return TYPES.test(name)
}

/** A copy of the bytes that `value` shows. */
export function bytesOf(value: Bytes): ArrayBuffer {
  return ArrayBuffer.isView(value)
    ? value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)
    : value.slice(0)
}

/** @throws TypeError for a name that is not that of such a type, and RangeError for bytes that are not of it. */
export function createBytes(type: string, buffer: ArrayBuffer): Bytes {
  if (!isBytesType(type)) throw new TypeError(`unknown type ${type}`)
  return type === 'ArrayBuffer' ? buffer : new (constructorOf(type))(buffer)
}

function constructorOf(type: string): BytesConstructor {
  // Each name that TYPES allows is a global constructor that takes a buffer.
  return (globalThis as unknown as Record<string, BytesConstructor>)[type] as BytesConstructor
}

/** A function takes no more arguments than the stack has room for. */
const atOnce = 32_768

export function toBase64(content: ArrayBuffer): string {
  let text = ''
  for (let at = 0; at < content.byteLength; at += atOnce) {
    text += String.fromCharCode(...new Uint8Array(content.slice(at, at + atOnce)))
  }
  return btoa(text)
}

export function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (char: string) => char.charCodeAt(0)).buffer
}
