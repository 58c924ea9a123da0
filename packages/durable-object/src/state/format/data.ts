import { stateLevels } from '../../limits.ts'
import { isObject } from '../tree/is-object.ts'
import { setKey } from '../tree/keyed.ts'
import { step } from '../views/place.ts'
import { type Bytes, bytesOf, bytesType, createBytes, fromBase64, toBase64 } from './bytes.ts'
import { HOLE, hasTags, type Payload, untagPrimitive } from './decode.ts'
import { encodePrimitive, encodeValueObject, tagged } from './encode.ts'
import { ARRAY, BARE_OBJECT, type Kind, kindOf, MAP, OBJECT, SET, valuesPerEntry } from './kinds.ts'

/**
 * Plain data as one text, tagged as in the rows of the state. `name` is what the message of an error
 * calls the value.
 *
 * @throws TypeError for anything but plain data, with its place in the value.
 */
export function encodeData(value: unknown, name: string): string {
  return new DataWriter(name, Object.keys).write(value)
}

/** The same, but one text for all objects with the same fields, in whatever order they were made. */
export function canonicalData(value: unknown, name: string): string {
  return new DataWriter(name, sortedKeys).write(value)
}

/** Some libraries leave out fields that are undefined, and others do not. */
function sortedKeys(fields: Record<string, unknown>): string[] {
  const keys = Object.keys(fields).filter((key) => fields[key] !== undefined)
  return keys.sort()
}

/** The value that `encodeData` gave the text of. */
export function decodeData(text: string): unknown {
  return reviveData(JSON.parse(text), text)
}

/** The same, of a part of a longer text that was parsed as JSON. */
export function reviveData(parsed: unknown, text: string): unknown {
  return hasTags(text) ? revive(parsed) : parsed
}

type KeysOf = (fields: Record<string, unknown>) => string[]

class DataWriter {
  readonly #name: string
  readonly #keysOf: KeysOf
  readonly #steps: [owner: object, key: unknown][] = []

  constructor(name: string, keys: KeysOf) {
    this.#name = name
    this.#keysOf = keys
  }

  write(value: unknown): string {
    if (isObject(value)) return this.#writeObject(value)
    const type = typeof value
    return type === 'function' || type === 'symbol'
      ? this.#refuse(`a ${type}`)
      : encodePrimitive(value)
  }

  #writeObject(value: object): string {
    const type = bytesType(value)
    if (type) return tagged('b', `"${type}"`, `"${toBase64(bytesOf(value as Bytes))}"`)
    switch (Object.getPrototypeOf(value)) {
      case Array.prototype:
      case Map.prototype:
      case Set.prototype:
      case Object.prototype:
      case null:
        return this.#writeEntries(value)
      default:
        return (
          encodeValueObject(value) ??
          this.#refuse(`an instance of ${value.constructor?.name || 'a class'}`)
        )
    }
  }

  #writeEntries(value: object): string {
    if (this.#steps.length >= stateLevels) this.#refuse(`nested over ${stateLevels} levels deep`)
    const kind = kindOf(value)
    if (kind === ARRAY) return `[${this.#items(value as unknown[])}]`
    if (kind === SET) return tagged(kind, ...this.#entries(value, value as Set<unknown>))
    if (kind === MAP) return tagged(kind, ...this.#entries(value, value as Map<unknown, unknown>))
    return this.#writeFields(value as Record<string, unknown>, kind)
  }

  #items(list: unknown[]): string[] {
    return Array.from(list, (item, at) => (at in list ? this.#within(list, at, item) : tagged('h')))
  }

  #entries(owner: object, entries: Iterable<unknown>): string[] {
    return Array.from(entries, (entry) => {
      if (!(owner instanceof Map)) return this.#within(owner, entry, entry)
      const [key, item] = entry as [unknown, unknown]
      return `${this.#within(owner, key, key)},${this.#within(owner, key, item)}`
    })
  }

  #writeFields(fields: Record<string, unknown>, kind: Kind): string {
    const keys = this.#keysOf(fields)
    const texts = keys.map((key) => [JSON.stringify(key), this.#within(fields, key, fields[key])])
    // An object with a field '$' would read as a tag.
    return kind === OBJECT && !keys.includes('$')
      ? `{${texts.map((entry) => entry.join(':'))}}`
      : tagged(kind, ...texts.map((entry) => entry.join()))
  }

  #within(owner: object, key: unknown, value: unknown): string {
    this.#steps.push([owner, key])
    const text = this.write(value)
    this.#steps.pop()
    return text
  }

  #refuse(what: string): never {
    const path = this.#steps.map(([owner, key]) => step(owner, key)).join('')
    throw new TypeError(
      `${this.#name}${path} is ${what}, which cannot be stored. Use plain data: objects, arrays, Map, Set, Date, RegExp, bytes and primitives.`,
    )
  }
}

function revive(value: unknown): unknown {
  if (!isObject(value)) return value
  if (Array.isArray(value)) return reviveList(value)
  if (Object.hasOwn(value, '$')) return untag((value as { $: Payload }).$)
  for (const [key, item] of Object.entries(value)) setKey(value, key, revive(item))
  return value
}

function reviveList(list: unknown[]): unknown[] {
  for (const [at, item] of list.entries()) {
    const revived = revive(item)
    if (revived === HOLE) delete list[at]
    else list[at] = revived
  }
  return list
}

function untag([tag, ...rest]: Payload): unknown {
  if (tag === 'b') return createBytes(rest[0] as string, fromBase64(rest[1] as string))
  const collection = createCollection(tag)
  if (!collection) return untagPrimitive(tag, rest)
  const entries = rest.map(revive)
  for (let at = 0; at < entries.length; at += valuesPerEntry(tag as Kind)) {
    setKey(collection, entries[at], entries[at + 1])
  }
  return collection
}

function createCollection(tag: string): object | undefined {
  if (tag === MAP) return new Map()
  if (tag === SET) return new Set()
  // The platform cannot send objects without a prototype.
  return tag === OBJECT || tag === BARE_OBJECT ? {} : undefined
}
