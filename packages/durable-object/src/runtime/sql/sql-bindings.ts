import { DurableObjectLimitError } from '../../errors.ts'
import { sqlValueBytes } from '../../limits.ts'
import { bytesBeyond } from '../../text-bytes.ts'

/**
 * Bindings, one by one or as an array, as SQLite takes them: `undefined` becomes NULL.
 *
 * @throws TypeError with the position of a value that the platform would silently store as text or NULL.
 * @throws DurableObjectLimitError for a value that is too large in production.
 */
export function toSqlValues(bindings: readonly unknown[]): SqlStorageValue[] {
  const [first] = bindings
  const values = bindings.length === 1 && Array.isArray(first) ? first : bindings
  return values.map(toSqlValue)
}

function toSqlValue(value: unknown, index: number): SqlStorageValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') {
    assertSize(index, bytesBeyond(sqlValueBytes, value) ?? 0)
    return value
  }
  if (typeof value === 'number') {
    if (Number.isNaN(value)) refuse(index, 'is NaN, which SQLite would store as NULL', 'Bind null')
    return value
  }
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    assertSize(index, value.byteLength)
    // The platform takes views as well; its type has buffers only.
    return value as ArrayBuffer
  }
  return convert(value, index)
}

function convert(value: unknown, index: number): SqlStorageValue {
  if (typeof value === 'bigint') {
    if (BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))) return Number(value)
    refuse(index, 'is a bigint beyond 2^53, which would lose digits', 'Bind it as text')
  }
  if (typeof value === 'boolean') {
    refuse(index, `is the boolean ${value}, which SQLite has no type for`, 'Bind 1 or 0')
  }
  if (value instanceof Date) {
    refuse(index, 'is a Date', 'Bind date.getTime() or date.toISOString()')
  }
  const what =
    typeof value === 'object' ? (Array.isArray(value) ? 'array' : 'object') : typeof value
  refuse(index, `is of type ${what}`, 'Bind JSON.stringify(value)')
}

function refuse(index: number, what: string, advice: string): never {
  throw new TypeError(`Binding ${index + 1} ${what}. ${advice}.`)
}

function assertSize(index: number, size: number): void {
  if (size <= sqlValueBytes) return
  throw new DurableObjectLimitError(
    `Binding ${index + 1} has ${size} bytes; in production a value in SQLite can have up to ${sqlValueBytes}. Split it, or store it in R2.`,
  )
}
