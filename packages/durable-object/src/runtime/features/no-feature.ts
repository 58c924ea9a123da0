import { DurableObjectConfigError } from '../../errors.ts'
import type { ObjectIdentity } from '../object-identity.ts'

/**
 * The error for a feature that the build has left out, since it found its word in no module of the Worker. Code
 * that puts the word together at runtime comes here.
 */
export function noFeature(
  { className, fields }: ObjectIdentity,
  what: string,
): DurableObjectConfigError {
  return new DurableObjectConfigError(
    `${className} uses ${what}, which its Worker was built without, since no module contains that name. Write ${what} in the code.`,
    fields,
  )
}
