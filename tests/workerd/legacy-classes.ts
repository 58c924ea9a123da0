import { toDurableObjectClass } from '@cloudwerk/durable-object/runtime'
import { randomLegacy } from './commits/objects/random-handlers.ts'
import { legacy } from './lifecycle/objects/basics.ts'
import { legacyMadeByChange } from './lifecycle/objects/creating.ts'
import { askedLegacy } from './objects/asked.ts'
import { programmedLegacy } from './objects/programmed.ts'
import { keyValue } from './state/objects/legacy.ts'
import { legacyAlarms } from './storage/objects/alarms.ts'
import { legacyKeys } from './storage/objects/keys.ts'
import { deployable } from './versions/objects/versioned.ts'

// The classes on the legacy key-value backend, read in the same way as those of classes.ts.

export const LegacyAlarms = toDurableObjectClass(legacyAlarms, { name: 'LegacyAlarms' })
export const AskedLegacy = toDurableObjectClass(askedLegacy, { name: 'AskedLegacy' })
export const Legacy = toDurableObjectClass(legacy, { name: 'Legacy' })
export const LegacyMadeByChange = toDurableObjectClass(legacyMadeByChange, {
  name: 'LegacyMadeByChange',
  inspect: true,
})
export const LegacyKeys = toDurableObjectClass(legacyKeys, { name: 'LegacyKeys' })
export const KeyValue = toDurableObjectClass(keyValue, { name: 'KeyValue' })
export const ProgrammedLegacy = toDurableObjectClass(programmedLegacy, {
  name: 'ProgrammedLegacy',
  inspect: true,
})
export const RandomLegacy = toDurableObjectClass(randomLegacy, {
  name: 'RandomLegacy',
  inspect: true,
})
export const VersionedLegacy = deployable('VersionedLegacy')
