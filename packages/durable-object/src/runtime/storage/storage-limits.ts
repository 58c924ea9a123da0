import { DurableObjectLimitError } from '../../errors.ts'

/**
 * Limits of production that the local runtime does not check
 * (developers.cloudflare.com/durable-objects/platform/limits, 2026-11).
 */
const legacyValue = 131_072
const sqliteEntry = 2_000_000
const keySize = 2_048

export function assertKey(key: string): void {
  // No character takes more than three bytes.
  if (typeof key === 'string' && key.length > keySize / 3) assertKeys([key])
}

export function assertKeys(keys: readonly string[]): void {
  const long = keys.find((key) => typeof key === 'string' && textSize(key) > keySize)
  if (long === undefined) return
  throw new DurableObjectLimitError(
    `The key '${long.slice(0, 40)}…' takes ${textSize(long)} bytes; the storage takes ${keySize}.`,
  )
}

/**
 * About how many bytes the value of a key takes.
 *
 * @throws DurableObjectLimitError where it is more than the storage takes.
 */
export function entrySize(key: string, value: unknown, isLegacy: boolean): number {
  if (isSmall(value)) return smallSize - allowed
  const limit = isLegacy ? legacyValue : sqliteEntry - textSize(key)
  const size = sizeOf(value, limit)
  if (size <= limit) return size
  throw new DurableObjectLimitError(
    `The value of '${key}' takes over ${limit} bytes, which is more than the storage takes. Split it over several keys${isLegacy ? '' : ', or keep it in this.state, which has no such limit'}.`,
  )
}

const smallSize = 4_096
/** What `fits` still allows. */
let allowed = 0

/** Most values are, by far: found without any memory, and ending where a value is a cycle. */
function isSmall(value: unknown): boolean {
  allowed = smallSize
  return fits(value)
}

function fits(value: unknown): boolean {
  allowed -= typeof value === 'string' ? value.length : 8
  if (allowed < 0) return false
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(fits)
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const key in value) {
    allowed -= key.length
    if (!fits((value as Record<string, unknown>)[key])) return false
  }
  return true
}

/** The least that the platform's encoding takes, counted until it is over the limit. */
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

function textSize(text: string): number {
  return text.length > keySize / 3 ? new TextEncoder().encode(text).byteLength : text.length
}
