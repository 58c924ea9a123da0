import { arrayHoles, rowContentBytes, stateLevels } from '../../limits.ts'

export const MOST_HOLES: number = arrayHoles
export const MOST_LEVELS: number = stateLevels
const MOST_BYTES: number = rowContentBytes

/** Whether a text fits in a row. */
export function isShortText(text: string): boolean {
  // A UTF-16 unit becomes at most six bytes of JSON.
  if (text.length <= MOST_BYTES / 6) return true
  return (
    text.length <= MOST_BYTES &&
    new TextEncoder().encode(JSON.stringify(text)).byteLength <= MOST_BYTES
  )
}

/** Whether the digits of a number fit in a row. */
export function isShortNumber(value: bigint): boolean {
  // Decimal digits are 1.2 times as many, but take long to compute.
  return BigInt.asIntN(64, value) === value || value.toString(16).length <= MOST_BYTES / 1.21
}

/** Whether `list` has more than MOST_HOLES holes from one index to another. */
export function hasManyHoles(list: unknown[], from: number, to: number): boolean {
  if (to - from <= MOST_HOLES) return false
  let holes = 0
  for (let at = from; at < to && holes <= MOST_HOLES; at++) if (!(at in list)) holes++
  return holes > MOST_HOLES
}

export const TOO_LONG: string = `takes over ${MOST_BYTES} bytes as JSON`

/** What to do about a value that is too long. */
export const SHORTER: string =
  'Store a long text as a value under a short key, such as an id; store a number or pattern of that length as text.'

/** What to do about holes. */
export const FARTHER: string = 'For indices that are far apart, use a Map or an object.'
