import * as errors from '../../errors.ts'
import { decodeData } from '../../state/index.ts'
import { encodeError, reviveError } from '../once/kept-error.ts'

/** Our classes by their names. */
const classes: ReadonlyMap<string, { prototype: object }> = new Map(
  Object.entries(errors).map(([name, value]) => [name, value as { prototype: object }]),
)

/** An error that a caller got, as text, for a caller in another process. */
export function encodeReceived(thrown: unknown): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const prototype: unknown = Object.getPrototypeOf(error)
  const [known = ''] = [...classes].find(([, { prototype: own }]) => own === prototype) ?? []
  return `${known}\n${encodeError(error)}`
}

/** The error again, of the same class. */
export function decodeReceived(text: string): Error {
  const end = text.indexOf('\n')
  const error = reviveError(decodeData(text.slice(end + 1)))
  const known = classes.get(text.slice(0, end))
  return known ? Object.setPrototypeOf(error, known.prototype) : error
}
