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

export function createBytes(type: string, buffer: ArrayBuffer): Bytes {
  return type === 'ArrayBuffer' ? buffer : new (constructorOf(type))(buffer)
}

function constructorOf(type: string): BytesConstructor {
  // Each name that TYPES allows is a global constructor that takes a buffer.
  return (globalThis as unknown as Record<string, BytesConstructor>)[type] as BytesConstructor
}
