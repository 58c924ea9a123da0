import { isObject } from '../tree/is-object.ts'
import type { Tree } from '../tree/tree.ts'
import { ARRAY, type Kind, kindOf } from './kinds.ts'
import { Large } from './large.ts'
import { isJson, isPlainJson } from './plain-json.ts'

/** Writes the rows that a value needs besides its own text. */
export interface Writer {
  readonly tree: Tree
  /** A reference to a part that already has rows of its own. */
  reference(raw: object): string | undefined
  /** Gives a part rows of its own and returns a reference to it. */
  spill(raw: object, kind: Kind, entries: string[]): string
  large(large: Large): string
}

/** Encodes a value as JSON, with tags where needed. A part that is too long becomes a reference. */
export function encode(value: unknown, writer: Writer): string {
  return isObject(value) ? encodeObject(value, writer) : encodePrimitive(value)
}

export function encodePrimitive(value: unknown): string {
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
    default:
      return String(value)
  }
}

/** The text of a Date or a RegExp; undefined for any other object. */
export function encodeValueObject(value: object): string | undefined {
  if (value instanceof Date) return tagged('d', JSON.stringify(value.getTime()))
  if (value instanceof RegExp) return tagged('r', JSON.stringify(value.source), `"${value.flags}"`)
  return undefined
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
  if (isPlain && text.length > writer.tree.inline) text = encode(value, writer)
  return isList ? text : `${encode(key, writer)},${text}`
}

function encodeObject(value: object, writer: Writer): string {
  if (value instanceof Large) return writer.large(value)
  const known = encodeValueObject(value) ?? writer.reference(value)
  if (known) return known
  if (isPlainJson(value, writer.tree)) {
    const text = JSON.stringify(value)
    if (text.length <= writer.tree.inline) return text
  }
  const kind = kindOf(value)
  const entries: string[] = []
  let length = 0
  for (const key of entryKeys(value)) {
    const entry = encodeEntry(value, key, writer)
    entries.push(entry)
    length += entry.length
  }
  if (length > writer.tree.inline) return writer.spill(value, kind, entries)
  return kind === ARRAY ? `[${entries}]` : tagged(kind, ...entries)
}

function entryKeys(value: object): Iterable<unknown> {
  return value instanceof Map || value instanceof Set || Array.isArray(value)
    ? value.keys()
    : Object.keys(value)
}
