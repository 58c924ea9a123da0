/**
 * The built-in classes whose instances the platform can send (workerd 1.20261006;
 * `tests/workerd/rpc/results.test.ts` tries each). What counts is the nearest built-in class in the chain of
 * prototypes. `Object` is not among them: it is the nearest one of an instance of a user's class.
 */
const sent: ReadonlySet<string> = new Set([
  ...['Array', 'Map', 'Set', 'Date', 'RegExp', 'Number', 'String', 'Boolean', 'BigInt'],
  ...['ArrayBuffer', 'TypedArray', 'DataView'],
  ...['Error', 'DOMException', 'Blob', 'Headers', 'Request', 'Response'],
  ...['ReadableStream', 'WritableStream'],
  ...['Fetcher', 'DurableObject', 'RpcStub', 'RpcTarget', 'ServiceStub', 'LoopbackServiceStub'],
])

/** Functions are sent as stubs, except these, which `typeof` calls functions as well. */
const unsentFunctions = /^Rpc(Promise|Property)$|Namespace$/

/** Names a value that cannot be sent, whatever its parts are; undefined where it can be sent. */
export function cannotBeSent(value: unknown): string | undefined {
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value === 'function') {
    const name = classNameOf(value)
    if (!unsentFunctions.test(name)) return undefined
    return name.endsWith('Namespace') ? `a ${name}` : 'a promise'
  }
  if (typeof value !== 'object' || value === null) return undefined
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto === Object.prototype) return isArguments(value) ? 'an `arguments` object' : undefined
  if (proto === Array.prototype) return undefined
  const name = nativeClassOf(proto as object | null)
  if (sent.has(name) || /Error$|Array$/.test(name)) return describeUsed(value)
  return `an instance of ${classNameOf(value)}`
}

/** For instances of these classes: names the state in which they cannot be sent. */
function describeUsed(value: object): string | undefined {
  if (value instanceof Response && value.webSocket) return 'a Response with a WebSocket'
  if (value instanceof Response || value instanceof Request) {
    const isUsed = value.bodyUsed || value.body?.locked
    return isUsed ? `a ${classNameOf(value)} whose body was read already` : undefined
  }
  if (value instanceof WritableStream) return value.locked ? 'a WritableStream in use' : undefined
  if (value instanceof ReadableStream) return isRead(value) ? 'a stream that was read' : undefined
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value
  if (buffer instanceof SharedArrayBuffer) return 'shared memory'
  return buffer instanceof ArrayBuffer && buffer.detached
    ? 'a buffer that was given away'
    : undefined
}

function isRead(stream: ReadableStream): boolean {
  if (stream.locked) return true
  try {
    // Throws for a stream that was read from or cancelled, and leaves any other unchanged.
    new Response(stream)
    return false
  } catch {
    return true
  }
}

function isArguments(value: object): boolean {
  return Symbol.iterator in value && Object.prototype.toString.call(value) === '[object Arguments]'
}

function classNameOf(value: object): string {
  return value.constructor?.name || 'a class'
}

/** The nearest built-in class in the chain of prototypes. */
function nativeClassOf(proto: object | null): string {
  for (let at = proto; at; at = Object.getPrototypeOf(at) as object | null) {
    const Class: unknown = Object.hasOwn(at, 'constructor') && at.constructor
    if (typeof Class === 'function' && /\[native code\]/.test(String(Class))) return Class.name
  }
  return 'Object'
}
