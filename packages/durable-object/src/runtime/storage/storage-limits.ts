import { DurableObjectLimitError } from '../../errors.ts'
import { entryBytes, keyBytes, legacyValueBytes } from '../../limits.ts'
import { bytesBeyond } from '../../text-bytes.ts'

/** @throws DurableObjectLimitError for a key that is too long in production. */
export function assertKeySize(key: string): void {
  const bytes = bytesBeyond(keyBytes, key)
  if (bytes === undefined) return
  throw new DurableObjectLimitError(
    `The key '${key.slice(0, 40)}…' has ${bytes} bytes; a key can have up to ${keyBytes}.`,
  )
}

/**
 * The approximate size of a key's value, in bytes.
 *
 * @throws DurableObjectLimitError for a value that is too large in production.
 */
export function entrySize(key: string, value: unknown, isLegacy: boolean): number {
  const left = spend(value, smallSize)
  if (left >= 0) return smallSize - left
  const limit = isLegacy ? legacyValueBytes : entryBytes - (bytesBeyond(0, key) ?? 0)
  const size = sizeOf(value, limit)
  if (size <= limit) return size
  const alternative = isLegacy ? '' : ', or keep it in this.state, which has no such limit'
  throw new DurableObjectLimitError(
    `The value of '${key}' has more than ${limit} bytes, which is the limit for one key. Split it over several keys${alternative}.`,
  )
}

const smallSize = 4_096

/**
 * What is left of `budget` bytes after plain data; negative where it does not suffice, or for anything
 * else. Nearly all values are small, and for them this needs no memory; a cycle uses the budget up.
 */
function spend(value: unknown, budget: number): number {
  let left = budget - (typeof value === 'string' ? value.length : 8)
  if (left < 0 || typeof value !== 'object' || value === null) return left
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at++) left = spend(value[at], left)
    return left
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return -1
  for (const key in value) {
    left = spend((value as Record<string, unknown>)[key], left - key.length)
    if (left < 0) break
  }
  return left
}

/** The least that the platform's encoding takes, counted until it exceeds the limit. */
function sizeOf(value: unknown, limit: number, seen: Set<object> = new Set()): number {
  if (typeof value === 'string') return value.length
  if (typeof value === 'number') return Number.isInteger(value) ? 2 : 9
  if (typeof value !== 'object' || value === null) return 1
  if (seen.has(value)) return 2
  seen.add(value)
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength
  let size = 3
  for (const part of partsOf(value)) {
    size += sizeOf(part, limit - size, seen)
    if (size > limit) break
  }
  return size
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value
  if (value instanceof Map) return [...value].flat(1)
  return Object.entries(value).flat(1)
}
