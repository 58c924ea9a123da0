import { fail } from '../fail.ts'
import type { SilentLimit } from './definition.ts'

const limits = ['after', 'bytes'] as const

/** Throws for a limit of silent sockets that says less or more than it can. */
export function assertSockets(where: string, given: SilentLimit): void {
  for (const limit of limits) {
    if (typeof given[limit] === 'number' && given[limit] >= 0) continue
    const path = `sockets.closeSilent.${limit}`
    fail(where, `has no '${path}', or one that is not a number`, 'Give both: after, bytes.')
  }
  const unknown = Object.keys(given).find((key) => !limits.some((limit) => limit === key))
  if (unknown === undefined) return
  fail(where, `has an unknown key 'sockets.closeSilent.${unknown}'`, 'Known keys: after, bytes.')
}
