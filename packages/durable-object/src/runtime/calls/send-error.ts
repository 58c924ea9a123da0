import { plain } from '../../state/index.ts'
import { copyField, copyFields } from './error-fields.ts'
import { type ErrorMark, type ErrorOrigin, errorMark } from './error-mark.ts'

/** The error that leaves the object in place of what a handler threw, marked with its origin. */
export function sendError(thrown: unknown, origin: ErrorOrigin): Error {
  try {
    return markError(thrown, origin)
  } catch {
    // One of its getters threw. Without an error the caller would wait forever.
    return markError(new Error('The error that was thrown cannot be read.'), origin)
  }
}

function markError(thrown: unknown, origin: ErrorOrigin): Error {
  const isError = thrown instanceof Error
  const error = new Error(isError ? thrown.message : messageOf(thrown))
  const stack = (isError && thrown.stack) || error.message
  if (isError) copyFields(thrown, error)
  else error.cause = copyField({ thrown }, 'thrown')
  // An inherited name is that of a built-in class, which the platform would restore.
  if (isError && Object.hasOwn(thrown, 'name')) error.name = thrown.name
  return Object.assign(error, { [errorMark]: { ...origin, stack } satisfies ErrorMark })
}

function messageOf(thrown: unknown): string {
  return typeof thrown === 'object' ? JSON.stringify(plain(thrown)) : String(thrown)
}
