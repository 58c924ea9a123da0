import { step } from './state/views/place.ts'

/**
 * Throws for what JSON would silently leave out or turn into `{}`: a promise that is not awaited, a Map, a
 * Set, an Error, bytes. `given` is the start of the message, such as `json() was given`, and `name` that of
 * the path.
 *
 * @internal
 */
export function assertJson(value: unknown, { given, name }: { given: string; name: string }): void {
  // First without a path, which valid values do not need.
  if (isJson(value, [])) return
  const found = findOffender(value, { path: name, within: [] })
  if (!found) return
  const [what, advice] = describe(found.value)
  const where = found.path === name ? '' : ` at ${found.path}`
  throw new TypeError(`${given} ${what}${where}, which cannot be encoded as JSON. ${advice}`)
}

/** `within` are the objects around the value; JSON.stringify itself throws for cycles. */
function isJson(value: unknown, within: object[]): boolean {
  if (typeof value !== 'object') return isJsonPrimitive(value)
  if (value === null || within.includes(value)) return true
  const proto: unknown = Object.getPrototypeOf(value)
  const isList = Array.isArray(value)
  if (proto !== Object.prototype && !isList && isRefused(value)) return false
  const own = toJson(value)
  if (own !== value) return isJson(own, within)
  within.push(value)
  if (isList) {
    for (const item of value) if (!isJsonOrLeftOut(item, within)) return false
  } else {
    for (const key of Object.keys(value)) {
      if (!isJsonOrLeftOut((value as Record<string, unknown>)[key], within)) return false
    }
  }
  within.pop()
  return true
}

/** In an object or array, leaving `undefined` out is what the caller means. */
function isJsonOrLeftOut(value: unknown, within: object[]): boolean {
  return value === undefined || isJson(value, within)
}

function isJsonPrimitive(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** The result of its own `toJSON`: a Date, a URL, a part of the state. On a stub that would be a call. */
function toJson(value: object): unknown {
  const { toJSON } = value as { toJSON?: unknown }
  return typeof toJSON === 'function' ? (Reflect.apply(toJSON, value, ['']) as unknown) : value
}

/** Instances of built-in classes have no fields that JSON could encode. */
function isRefused(value: object): boolean {
  if (Array.isArray(value)) return false
  for (let at: object | null = Object.getPrototypeOf(value); at; at = Object.getPrototypeOf(at)) {
    if (at === Object.prototype) return false
    if (Object.hasOwn(at, 'toJSON')) return false
    const own: unknown = Object.hasOwn(at, 'constructor') && at.constructor
    if (typeof own === 'function' && /\[native code\]/.test(String(own))) return !isBoxed(value)
  }
  return false
}

function isBoxed(value: object): boolean {
  return value instanceof String || value instanceof Number || value instanceof Boolean
}

interface Walk {
  path: string
  within: object[]
}

function findOffender(
  value: unknown,
  { path, within }: Walk,
): { value: unknown; path: string } | undefined {
  if (isJson(value, [...within])) return undefined
  if (typeof value !== 'object' || value === null || isRefused(value)) return { value, path }
  const own = toJson(value)
  if (own !== value) return findOffender(own, { path, within })
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key]
    if (item === undefined) continue
    const found = findOffender(item, { path: path + step(value, key), within: [...within, value] })
    if (found) return found
  }
  return { value, path }
}

function describe(value: unknown): [what: string, advice: string] {
  if (value === undefined) return ['undefined', 'Use null instead.']
  if (typeof value === 'bigint') return ['a bigint', 'Convert it to text: String(value).']
  if (typeof value === 'symbol') return ['a symbol', 'Leave it out.']
  const name = classNameOf(value)
  if (/Promise$|^RpcProperty$/.test(name)) return ['a promise', 'Await it.']
  if (typeof value === 'function') return ['a function', 'Call it, or leave it out.']
  if (value instanceof Map) {
    return ['a Map', 'Convert it to an object or an array: Object.fromEntries(map), [...map].']
  }
  if (value instanceof Set) return ['a Set', 'Convert it to an array: [...set].']
  if (value instanceof Error) return [`an Error (${value.message})`, 'Use its message.']
  return [`an instance of ${name}`, 'Use plain data.']
}

function classNameOf(value: unknown): string {
  const proto: unknown = Object.getPrototypeOf(value)
  const own = (proto as { constructor?: { name?: unknown } } | null)?.constructor?.name
  return typeof own === 'string' && own ? own : typeof value
}
