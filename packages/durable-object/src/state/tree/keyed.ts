import { isObject } from './is-object.ts'

type Fields = Record<string, unknown>

// Objects, Maps and Sets, all seen as entries under keys, in an order.

export function hasKey(raw: object, key: unknown): boolean {
  return raw instanceof Map || raw instanceof Set
    ? raw.has(key)
    : Object.hasOwn(raw, key as PropertyKey)
}

export function getKey(raw: object, key: unknown): unknown {
  if (raw instanceof Map) return raw.get(key)
  if (raw instanceof Set) return key
  return hasKey(raw, key) ? (raw as Fields)[key as string] : undefined
}

export function setKey(raw: object, key: unknown, value: unknown): void {
  if (raw instanceof Map) raw.set(key, value)
  else if (raw instanceof Set) raw.add(key)
  else if (key === '__proto__') {
    Object.defineProperty(raw, key, { value, writable: true, enumerable: true, configurable: true })
  } else (raw as Fields)[key as string] = value
}

export function deleteKey(raw: object, key: unknown): void {
  if (raw instanceof Map || raw instanceof Set) raw.delete(key)
  else delete (raw as Fields)[key as string]
}

export function keysOf(raw: object): unknown[] {
  return raw instanceof Map || raw instanceof Set ? [...raw.keys()] : Object.keys(raw)
}

export function reorder(raw: object, keys: unknown[]): void {
  for (const key of keys) {
    const value = getKey(raw, key)
    deleteKey(raw, key)
    setKey(raw, key, value)
  }
}

/**
 * Whether it is an object with fields, and not an array, a Map, a Set, a Date, a RegExp or bytes.
 */
export function isFields(raw: unknown): raw is Fields {
  if (!isObject(raw)) return false
  const proto = Object.getPrototypeOf(raw) as unknown
  return proto === Object.prototype || proto === null
}
