import type { Features } from '@cloudwerk/durable-object/runtime/features'
import type { ObjectShape } from './expressions.ts'
import { isGiven } from './properties.ts'

/** A part of the runtime that only some apps need. */
export type Feature = Exclude<keyof Features, 'development'>

/** The features that handlers reach by a name, wherever their code is, such as `this.ctx.storage`. */
export const namedFeatures: Readonly<Record<NamedFeature, RegExp>> = {
  storage: /storage/,
  outside: /outside/,
  // `this.broadcastState`, `this.handleWebSocket` and `ctx.acceptWebSocket` too.
  sockets: /broadcast|handleWebSocket|acceptWebSocket/,
}

export type NamedFeature = Extract<Feature, 'storage' | 'outside' | 'sockets'>

/** Whether a definition whose keys are all known needs a feature. */
const needs: Record<Exclude<Feature, 'storage' | 'outside'>, (shape: ObjectShape) => boolean> = {
  sql: (shape) => isGiven(shape, 'sqlite') && !isLegacy(shape),
  alarm: (shape) => isGiven(shape, 'alarm'),
  sockets: (shape) => isGiven(shape, 'webSocketMessage'),
  silentSockets: (shape) => isGiven(shape, 'sockets'),
  versions: (shape) => isGiven(shape, 'versions'),
  live: (shape) => isGiven(shape, 'live'),
  schema: (shape) => isGiven(shape, 'schema'),
  legacy: (shape) => isLegacy(shape),
}

/** The features that a definition needs, or may need where the source does not show all of its keys. */
export function featuresOf(shape: ObjectShape): Feature[] {
  const all = Object.keys(needs) as (keyof typeof needs)[]
  return shape.open ? all : all.filter((feature) => needs[feature](shape))
}

function isLegacy({ properties }: ObjectShape): boolean {
  const value = properties.get('sqlite')?.value
  return value?.type === 'Literal' && value.value === false
}
