import { DurableObjectConfigError } from '../../errors.ts'
import { plain } from '../../state/index.ts'
import type { ObjectHost } from '../object-host.ts'
import { findDifference } from './difference.ts'

/**
 * Where nothing is stored before a change, `init` runs at each wake until then, and must give the same
 * each time. In dev and in tests it is run once more to see that.
 *
 * @throws DurableObjectConfigError where it gives something else.
 */
export async function assertRepeatable(
  host: ObjectHost,
  first: unknown,
  again: () => Promise<unknown>,
): Promise<void> {
  const { dev, inspect, name } = host.blueprint
  if (!dev && !inspect) return
  // For a clock to move on.
  await new Promise((resolve) => setTimeout(resolve, 2))
  const path = findDifference(plain(first), plain(await again()))
  if (path === undefined) return
  throw new DurableObjectConfigError(
    `init of ${name} gives another state${path} each time it runs. With createOn: 'change' it runs at each wake until something is stored, so that a caller may be told what is then lost. Make such a value in the method that first needs it, or leave createOn out.`,
    { objectName: name, objectId: host.id },
  )
}
