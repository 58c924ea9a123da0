import { plain } from '../../state/index.ts'
import { reservedPrefix } from '../rows/state-rows.ts'
import { assertKeySize } from './storage-limits.ts'

/**
 * The key, or list of keys, as it is.
 *
 * @throws TypeError for a key that is not a string.
 * @throws DurableObjectLimitError for a key that is too long.
 * @throws Error for a key that is reserved.
 */
export function checkedKey<K extends string | string[]>(key: K): K {
  if (Array.isArray(key)) key.forEach(assertKey)
  else assertKey(key)
  return key
}

/** The entries that `put` was given: a key and a value, or an object of both. */
export function toEntries(key: unknown, value: unknown): [string, unknown][] {
  if (isObjectOfEntries(key)) {
    const entries = Object.entries(plain(key))
    for (const [name] of entries) assertWritableKey(name)
    return entries
  }
  assertWritableKey(key)
  if (value !== undefined) return [[key, plain(value)]]
  throw new TypeError(
    `put() got undefined as the value of '${key}'. To remove a key, use delete('${key}').`,
  )
}

function isObjectOfEntries(key: unknown): key is Record<string, unknown> {
  if (typeof key !== 'object' || key === null) return false
  if (!Array.isArray(key) && !(key instanceof Map)) return true
  throw new TypeError('put() takes a key and a value, or an object of both: { key: value }.')
}

function assertWritableKey(key: unknown): asserts key is string {
  assertKey(key)
  // The platform takes half of a character, and then lists it as another (workerd 1.20261006).
  if (key.isWellFormed()) return
  throw new TypeError(
    `The key ${JSON.stringify(key)} contains half of a character, and would be listed as another key. Was it cut in the middle of an emoji?`,
  )
}

function assertKey(key: unknown): asserts key is string {
  if (typeof key !== 'string') {
    throw new TypeError(
      `A key of the storage must be a string, not ${key === null ? 'null' : typeof key}. Is a parameter or an await missing?`,
    )
  }
  assertKeySize(key)
  if (!key.startsWith(reservedPrefix)) return
  throw new Error(`The key '${key}' is reserved: keys must not begin with ${reservedPrefix}.`)
}
