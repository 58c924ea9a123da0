import { KeyValueRows } from '../rows/key-value-rows.ts'
import { LegacyKeys } from '../storage/legacy-keys.ts'
import type { LegacyFeature } from './features.ts'

/** For definitions with `sqlite: false`. */
export const legacy: LegacyFeature = {
  open(storage, alarms) {
    const rows = new KeyValueRows(storage)
    return { rows, keys: new LegacyKeys(storage, alarms, () => rows.keys) }
  },
}
