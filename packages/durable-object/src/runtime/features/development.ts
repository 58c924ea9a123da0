import { Inspection, inspectObject } from '../inspect.ts'
import { assertRepeatable } from '../waking/init-twice.ts'
import type { DevelopmentFeature } from './features.ts'

export const development: DevelopmentFeature = {
  createInspection: (object) => new Inspection(object),
  inspect: inspectObject,
  assertRepeatable,
}
