import { DurableObjectConfigError } from '../../errors.ts'
import { plain } from '../../state/index.ts'
import type { Blueprint } from '../class-blueprint.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import { findDifference } from './find-difference.ts'

export type AssertRepeatable = (
  object: { blueprint: Blueprint; identity: ObjectIdentity },
  first: unknown,
  again: () => Promise<unknown>,
) => Promise<void>

/**
 * With `createOn: 'change'`, `init` runs at each wake until something is stored, and must return the same
 * state each time. In dev and in tests this runs it a second time to check that.
 *
 * @throws DurableObjectConfigError where the second state differs from the first.
 */
export const assertRepeatable: AssertRepeatable = async ({ blueprint, identity }, first, again) => {
  const { dev, inspect, name } = blueprint
  if (!dev && !inspect) return
  // So that the clock advances.
  await new Promise((resolve) => setTimeout(resolve, 2))
  const path = findDifference(plain(first), plain(await again()))
  if (path === undefined) return
  throw new DurableObjectConfigError(
    `init of ${name} returns a different state${path} each time it runs. With createOn: 'change' it runs at each wake until something is stored, so a caller could get a value that is lost later. Create such a value in the method that first needs it, or leave createOn out.`,
    identity.fields,
  )
}
