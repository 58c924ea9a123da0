import { Container } from '../pages/container.ts'
import { markUnread } from '../tree/inspection.ts'
import { isObject } from '../tree/is-object.ts'
import { setKey } from '../tree/keyed.ts'
import type { Tree } from '../tree/tree.ts'
import { createBytes, fromBase64, isBytesType } from './bytes.ts'
import { damaged } from './damage.ts'
import { BARE_OBJECT, createOfKind, type Kind, MAP, OBJECT, SET, valuesPerEntry } from './kinds.ts'
import { Large } from './large.ts'
import type { RowData } from './rows.ts'

/** Means a hole in an array. */
export const HOLE: unique symbol = Symbol('hole')

/** The list in a row: its head, then its entries. */
export function decodeRow(tree: Tree, id: number, data: RowData): unknown[] {
  let value: unknown
  try {
    value = JSON.parse(data as string)
    if (!Array.isArray(value)) throw new TypeError('no list')
    if (hasTags(data)) {
      for (let at = 0; at < value.length; at++) value[at] = revive(tree, value[at])
    }
  } catch (cause) {
    throw Object.assign(damaged(id, 'its data is damaged'), { cause })
  }
  return value as unknown[]
}

/** Finds tags only, since quotes within a JSON string are escaped. */
export function hasTags(data: RowData): boolean {
  return String(data).includes('{"$":')
}

function revive(tree: Tree, value: unknown): unknown {
  if (!isObject(value)) return value
  if (Array.isArray(value)) return reviveList(tree, value)
  const fields = value as Record<string, unknown>
  if (Object.hasOwn(fields, '$')) return untag(tree, fields.$)
  for (const key of Object.keys(fields)) {
    const item = fields[key]
    if (isObject(item)) setKey(fields, key, revive(tree, item))
  }
  return fields
}

function reviveList(tree: Tree, list: unknown[]): unknown[] {
  for (let at = 0; at < list.length; at++) {
    const item = revive(tree, list[at])
    if (item === HOLE) delete list[at]
    else list[at] = item
  }
  return list
}

function untag(tree: Tree, payload: unknown): unknown {
  const [tag, ...rest] = payload as Payload
  const [first, second, third] = rest
  switch (tag) {
    case 'b':
      return new Large(first as string, decodeBytes(first as string, second as string))
    case 'L':
      return storedLarge(tree, first as string, second as number, third as number)
    case 'c':
      return reference(tree, first as Kind, second as number)
    case MAP:
    case SET:
    case OBJECT:
    case BARE_OBJECT:
      return build(tag, reviveList(tree, rest))
    default:
      return untagPrimitive(tag, rest)
  }
}

/** What `{"$":…}` holds: the tag, and what belongs to it. */
export type Payload = [tag: string, ...rest: unknown[]]

/** A hole, a primitive, a Date or a RegExp. */
export function untagPrimitive(tag: string, [first, second]: unknown[]): unknown {
  switch (tag) {
    case 'u':
      return undefined
    case 'h':
      return HOLE
    case 'f':
      return Number(first)
    case 'i':
      return BigInt(first as string)
    case 'd':
      return new Date((first as number | null) ?? NaN)
    case 'r':
      return new RegExp(first as string, second as string)
    default:
      throw new TypeError(`unknown tag ${tag}`)
  }
}

function reference(tree: Tree, kind: Kind, number: number): object {
  if (!Number.isSafeInteger(number)) throw new TypeError('wrong reference')
  const raw = createOfKind(kind)
  tree.containers.set(raw, new Container(tree, raw, kind, number))
  tree.lazy++
  markUnread(tree, raw)
  tree.numbers.see(number)
  return raw
}

function storedLarge(tree: Tree, type: string, number: number, size: number): Large {
  if ((type && !isBytesType(type)) || !Number.isSafeInteger(number) || !(size >= 0)) {
    throw new TypeError('wrong reference')
  }
  tree.numbers.see(number)
  return Object.assign(new Large(type, undefined, size, tree), { number })
}

function build(kind: Kind, entries: unknown[]): object {
  const raw = createOfKind(kind)
  for (let at = 0; at < entries.length; at += valuesPerEntry(kind)) {
    setKey(raw, entries[at], entries[at + 1])
  }
  return raw
}

/** Throws for bytes that are not of their type. */
function decodeBytes(type: string, text: string): ArrayBuffer {
  const bytes = fromBase64(text)
  createBytes(type, bytes)
  return bytes
}
