import { DurableObjectLimitError } from '../../errors.ts'

/** Production takes strings and blobs of up to 2 MB; the local runtime takes more. */
const valueLimit = 2_000_000

/**
 * Bindings as SQLite has them: `undefined` is NULL. What the platform would store as text or NULL
 * without a word is refused with its position.
 *
 * @throws TypeError for a value that SQLite has no type for.
 * @throws DurableObjectLimitError for one that is too large in production.
 */
export function toSqlValues(bindings: readonly unknown[]): SqlStorageValue[] {
  const [first] = bindings
  const values = bindings.length === 1 && Array.isArray(first) ? first : bindings
  return values.map(toSqlValue)
}

function toSqlValue(value: unknown, index: number): SqlStorageValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') {
    assertSize(index, value.length > valueLimit / 4 ? byteLength(value) : value.length)
    return value
  }
  if (typeof value === 'number') {
    if (Number.isNaN(value)) refuse(index, 'is NaN, which SQLite would store as NULL', 'Bind null')
    return value
  }
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    assertSize(index, value.byteLength)
    // The platform takes views as well as buffers; its type names buffers only.
    return value as ArrayBuffer
  }
  return convert(value, index)
}

function convert(value: unknown, index: number): SqlStorageValue {
  if (typeof value === 'bigint') {
    if (BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))) return Number(value)
    refuse(index, 'is a bigint beyond 2^53, which would be read back wrong', 'Bind it as text')
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
  if (size <= valueLimit) return
  throw new DurableObjectLimitError(
    `Binding ${index + 1} has ${size} bytes; a value in SQLite may have ${valueLimit} in production. Split it, or put it into R2.`,
  )
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).byteLength
}
