import { fail } from '../fail.ts'
import type { AnyDurableObjectDefinition } from './definition.ts'
import { groupKeys } from './definition-keys.ts'
import { longestAtomicHold, resolveSettings } from './settings.ts'

/** Throws for a limit that is given twice, and for one that the platform would not keep. */
export function assertLimits(where: string, definition: AnyDurableObjectDefinition): void {
  const { limits = {} } = definition
  const twice = Object.keys(groupKeys.limits ?? {}).find(
    (key) => Reflect.get(definition, key) !== undefined && Reflect.get(limits, key) !== undefined,
  )
  if (twice) fail(where, `has '${twice}' beside 'limits' and in it`, "Keep the one in 'limits'.")
  const { isAtomic, holdLimit } = resolveSettings(definition)
  if (!isAtomic || holdLimit <= longestAtomicHold) return
  fail(
    where,
    `has a 'holdLimit' of ${holdLimit} ms, and ${longestAtomicHold} is the most with sqlite: true`,
    'A handler of such an object holds a transaction of the platform, which ends the object after 30 s. Move slow work into this.outside(), and give it less.',
  )
}
