import { ARRAY, type Kind, kindOf } from './kinds.ts'
import { Large } from './large.ts'
import { isJson } from './plain-json.ts'

/** Writes the rows that a value needs besides its own text. */
export interface Writer {
  /** The longest text that a value may have within its parent's row. */
  readonly inline: number
  /** A reference to a part that already has rows of its own. */
  reference(raw: object): string | undefined
  /** Gives a part rows of its own and returns a reference to it. */
  spill(raw: object, kind: Kind, entries: string[]): string
  large(large: Large): string
}

/** Encodes a value as JSON, with tags where needed. A part that is too long becomes a reference. */
export function encode(value: unknown, writer: Writer): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      if (isJson(value)) return String(value)
      return tagged('f', JSON.stringify(Object.is(value, -0) ? '-0' : String(value)))
    case 'bigint':
      return tagged('i', `"${value}"`)
    case 'undefined':
      return tagged('u')
    case 'object':
      return value === null ? 'null' : encodeObject(value, writer)
    default:
      return String(value)
  }
}

export function tagged(...parts: string[]): string {
  const [tag, ...rest] = parts
  return `{"$":[${[`"${tag}"`, ...rest].join()}]}`
}

/** The text of one entry of a container. `isPlain` if nothing in the container needs tags. */
export function encodeEntry(raw: object, key: unknown, writer: Writer, isPlain = false): string {
  if (raw instanceof Set) return encode(key, writer)
  const isList = Array.isArray(raw)
  if (isList && !((key as number) in raw)) return tagged('h')
  const value = raw instanceof Map ? raw.get(key) : (raw as Record<string, unknown>)[key as string]
  let text = isPlain ? JSON.stringify(value) : encode(value, writer)
  if (isPlain && text.length > writer.inline) text = encode(value, writer)
  return isList ? text : `${encode(key, writer)},${text}`
}

function encodeObject(value: object, writer: Writer): string {
  if (value instanceof Large) return writer.large(value)
  if (value instanceof Date) return tagged('d', JSON.stringify(value.getTime()))
  if (value instanceof RegExp) return tagged('r', JSON.stringify(value.source), `"${value.flags}"`)
  const known = writer.reference(value)
  if (known) return known
  if (room(value, writer.inline, writer) >= 0) {
    const text = JSON.stringify(value)
    if (text.length <= writer.inline) return text
  }
  const kind = kindOf(value)
  const entries: string[] = []
  let length = 0
  for (const key of entryKeys(value)) {
    const entry = encodeEntry(value, key, writer)
    entries.push(entry)
    length += entry.length
  }
  if (length > writer.inline) return writer.spill(value, kind, entries)
  return kind === ARRAY ? `[${entries}]` : tagged(kind, ...entries)
}

function entryKeys(value: object): Iterable<unknown> {
  return value instanceof Map || value instanceof Set || Array.isArray(value)
    ? value.keys()
    : Object.keys(value)
}

/** What is left of `left` characters after `value`; below 0 if it needs tags or is too long. */
function room(value: unknown, left: number, writer: Writer): number {
  switch (typeof value) {
    case 'string':
      return left - value.length
    case 'number':
      return isJson(value) ? left - 1 : -1
    case 'boolean':
      return left - 4
    case 'object':
      break
    default:
      return -1
  }
  if (value === null) return left - 4
  const list = Array.isArray(value)
  if (!list && Object.getPrototypeOf(value) !== Object.prototype) return -1
  if (writer.reference(value)) return -1
  if (list) {
    for (let at = 0; at < value.length && left >= 0; at++) left = room(value[at], left - 1, writer)
    return left
  }
  for (const key in value) {
    if (key === '$') return -1
    left = room((value as Record<string, unknown>)[key], left - key.length - 4, writer)
    if (left < 0) break
  }
  return left
}
