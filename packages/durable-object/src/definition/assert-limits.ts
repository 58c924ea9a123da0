import { fail } from '../fail.ts'
import { longestAtomicHold } from '../limits.ts'
import type { AnyDurableObjectDefinition } from './definition.ts'
import { groupKeys } from './definition-keys.ts'
import { resolveSettings } from './settings.ts'

/** Throws for a limit that is given twice, and for one that is beyond the platform's own. */
export function assertLimits(where: string, definition: AnyDurableObjectDefinition): void {
  const { limits = {} } = definition
  const twice = Object.keys(groupKeys.limits ?? {}).find(
    (key) => Reflect.get(definition, key) !== undefined && Reflect.get(limits, key) !== undefined,
  )
  if (twice)
    fail(where, `has '${twice}' both in 'limits' and beside it`, "Keep the one in 'limits'.")
  const { isAtomic, holdLimit } = resolveSettings(definition)
  if (!isAtomic || holdLimit <= longestAtomicHold) return
  fail(
    where,
    `has a 'holdLimit' of ${holdLimit} ms, but with sqlite: true it can be ${longestAtomicHold} at most`,
    'Handlers of such an object hold a transaction, and the platform ends the object after 30 s of it. Move slow work into this.outside(), and lower the limit.',
  )
}
