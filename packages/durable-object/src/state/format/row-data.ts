import type { RowData } from './rows.ts'

/** The characters of a text, or the bytes of a buffer. */
export function sizeOfData(data: RowData | undefined): number {
  if (data === undefined) return 0
  return typeof data === 'string' ? data.length : data.byteLength
}

/** The parts of one text or one buffer as a whole; an empty buffer without parts. */
export function joinData(parts: readonly RowData[]): RowData {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  if (typeof first === 'string') return parts.join('')
  const bytes = new Uint8Array(parts.reduce((size, part) => size + sizeOfData(part), 0))
  let at = 0
  for (const part of parts) {
    // All parts are of the type of the first.
    bytes.set(new Uint8Array(part as ArrayBuffer), at)
    at += sizeOfData(part)
  }
  return bytes.buffer
}
