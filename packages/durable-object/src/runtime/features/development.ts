import { Inspection, inspectObject } from '../inspect.ts'
import { assertRepeatable } from '../waking/init-twice.ts'
import type { DevelopmentFeature } from './features.ts'

export const development: DevelopmentFeature = {
  createInspection: (native, definition) => new Inspection(native, definition),
  inspect: inspectObject,
  assertRepeatable,
}
