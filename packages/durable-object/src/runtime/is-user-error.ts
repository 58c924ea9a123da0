import { UserError } from '../errors.ts'

/** Also of one that came from another object, or from another copy of this package. */
export function isUserError(error: unknown): error is UserError {
  if (error instanceof UserError) return true
  return error instanceof Error && error.name === 'UserError' && 'code' in error
}
