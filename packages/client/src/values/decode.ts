/** Stands for a hole in an array, which JSON does not have. */
const HOLE = Symbol()

/** The value of a text with tags (docs/live-protocol.md, "Values"). A hole in a list stays one. */
export function decode(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Quotes within a JSON string are escaped, so this finds tags only.
  return text.includes('{"$":') ? revive(value) : value
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return reviveList(value)
  const fields = value as Record<string, unknown>
  if (Object.hasOwn(fields, '$')) return untag(fields.$ as Payload)
  // JSON.parse made own fields of all keys, `__proto__` included, so this defines none.
  for (const key of Object.keys(fields)) fields[key] = revive(fields[key])
  return fields
}

function reviveList(list: unknown[]): unknown[] {
  for (let at = 0; at < list.length; at++) {
    const item = revive(list[at])
    if (item === HOLE) delete list[at]
    else list[at] = item
  }
  return list
}

type Payload = [tag: string, ...rest: unknown[]]

function untag([tag, ...rest]: Payload): unknown {
  const [first, second] = rest as [string, string]
  switch (tag) {
    case 'u':
      return undefined
    case 'h':
      return HOLE
    case 'f':
      return Number(first)
    case 'i':
      return BigInt(first)
    case 'd':
      return new Date(first ?? Number.NaN)
    case 'r':
      return new RegExp(first, second)
    case 'b':
      return bytes(first, second)
    case 's':
      return new Set(reviveList(rest))
    case 'm':
      return new Map(pairs(reviveList(rest)) as [unknown, unknown][])
    case 'o':
      return withFields({}, reviveList(rest))
    case 'n':
      return withFields(Object.create(null) as object, reviveList(rest))
    default:
      throw new TypeError(`unknown tag ${tag}`)
  }
}

/** The items of a list two by two. */
export function pairs(list: unknown[]): unknown[][] {
  return Array.from({ length: list.length / 2 }, (_, at) => [list[2 * at], list[2 * at + 1]])
}

/** Sets the fields that a list has as keys and values in turn. */
export function withFields(object: object, list: unknown[]): object {
  for (const [key, value] of pairs(list)) setField(object, key as string, value)
  return object
}

/** Sets a field as data, `__proto__` too. */
export function setField(object: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    })
  } else (object as Record<string, unknown>)[key] = value
}

function bytes(type: string, text: string): unknown {
  const { buffer } = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  if (type === 'ArrayBuffer') return buffer
  if (!/^(DataView|\w+Array)$/.test(type)) throw new TypeError(`unknown bytes ${type}`)
  // Each such name is a global constructor that takes a buffer.
  const all = globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => object>
  return new (all[type] as new (buffer: ArrayBuffer) => object)(buffer)
}
