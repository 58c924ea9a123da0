import type { Features } from '@cloudwerk/durable-object/runtime/features'
import type { ObjectShape } from './expressions.ts'
import { isGiven } from './properties.ts'

/** A part of the runtime that only some definitions need. */
export type Feature = Exclude<keyof Features, 'development'>

/** Whether a definition whose keys are all known needs a feature. */
const needs: Record<Feature, (shape: ObjectShape) => boolean> = {
  sql: (shape) => isGiven(shape, 'sqlite') && !isLegacy(shape),
  alarm: (shape) => isGiven(shape, 'alarm'),
  sockets: (shape) => isGiven(shape, 'webSocketMessage') || isGiven(shape, 'fetch'),
  silentSockets: (shape) => isGiven(shape, 'sockets'),
  versions: (shape) => isGiven(shape, 'versions'),
  schema: (shape) => isGiven(shape, 'schema'),
  legacy: (shape) => isLegacy(shape),
}

/** The features that a definition needs, or may need where the source does not show all of its keys. */
export function featuresOf(shape: ObjectShape): Feature[] {
  const all = Object.keys(needs) as Feature[]
  return shape.open ? all : all.filter((feature) => needs[feature](shape))
}

function isLegacy({ properties }: ObjectShape): boolean {
  const value = properties.get('sqlite')?.value
  return value?.type === 'Literal' && value.value === false
}
