import type { Features } from '@cloudwerk/durable-object/runtime/features'
import { keyOf, type ObjectShape, shapeOf } from './expressions.ts'
import { groupOf, isGiven, namedProperties } from './properties.ts'
import type { Source } from './source.ts'

/** A part of the runtime that only some apps need. */
export type Feature = Exclude<keyof Features, 'development'>

/** The features that handlers reach by a name, wherever their code is, such as `this.ctx.storage`. */
export const namedFeatures: Readonly<Record<NamedFeature, RegExp>> = {
  storage: /storage/,
  outside: /outside/,
  destroy: /destroy/,
  // `this.broadcastState`, `this.handleWebSocket` and `ctx.acceptWebSocket` too.
  sockets: /broadcast|handleWebSocket|acceptWebSocket/,
  // A property: the word alone is in many comments.
  once: /\.once\b|(['"`])once\1|[{,]\s*once\s*[,:}]/,
}

/** Whether a name that was found in the app's modules is that of a feature of the runtime. */
export function isFeature(name: string): name is NamedFeature {
  return Object.hasOwn(namedFeatures, name)
}

export type NamedFeature = Extract<Feature, 'storage' | 'outside' | 'destroy' | 'sockets' | 'once'>

const socketKeys = ['sockets', 'webSocketMessage', 'webSocketClose', 'webSocketError']
const timeKeys = ['jobs', 'schedules', 'expires']

/** Whether a definition whose keys are all known needs a feature. */
const needs: Record<
  Exclude<Feature, 'storage' | 'outside'>,
  (shape: ObjectShape, source: Source) => boolean
> = {
  sql: (shape) => isGiven(shape, 'sqlite') && !isLegacy(shape),
  alarm: (shape) => isGiven(shape, 'alarm'),
  sockets: (shape) => socketKeys.some((key) => isGiven(shape, key)),
  socketOpening: (shape) =>
    mayGive(shape, 'sockets', 'accept') || mayGive(shape, 'sockets', 'open'),
  socketMessages: (shape) => mayGive(shape, 'sockets', 'messages'),
  silentSockets: (shape) => mayGive(shape, 'sockets', 'closeSilent'),
  versions: (shape) => isGiven(shape, 'versions'),
  memory: (shape) => isGiven(shape, 'memory'),
  live: (shape) => isGiven(shape, 'live'),
  history: (shape) => mayGive(shape, 'live', 'history'),
  once: (shape) => mayGive(shape, 'calls', 'onceFor'),
  jobs: (shape) => timeKeys.some((key) => isGiven(shape, key)),
  schema: (shape) => isGiven(shape, 'schema'),
  schedules: (shape) => isGiven(shape, 'schedules'),
  expires: (shape) => isGiven(shape, 'expires'),
  destroy: (shape) => isGiven(shape, 'expires'),
  cron: (shape, source) => isGiven(shape, 'schedules') && mayHaveCron(source, shape),
  legacy: (shape) => isLegacy(shape),
}

/** Whether a group of a definition has this key, as far as the source shows. */
function mayGive(shape: ObjectShape, group: string, key: string): boolean {
  const value = shape.properties.get(group)?.value
  if (value?.type !== 'ObjectExpression') return isGiven(shape, group)
  return value.properties.some(
    (property) => property.type !== 'Property' || property.computed || keyOf(property) === key,
  )
}

/** The features that a definition needs, or may need where the source does not show all of its keys. */
export function featuresOf(source: Source, shape: ObjectShape): Feature[] {
  const all = Object.keys(needs) as (keyof typeof needs)[]
  return shape.open ? all : all.filter((feature) => needs[feature](shape, source))
}

function isLegacy({ properties }: ObjectShape): boolean {
  const value = properties.get('sqlite')?.value
  return value?.type === 'Literal' && value.value === false
}

/** Whether one of the schedules has a cron line, as far as the source shows. */
function mayHaveCron(source: Source, shape: ObjectShape): boolean {
  const schedules = groupOf(source, shape, 'schedules')
  if (!schedules || schedules.open) return true
  return namedProperties(schedules).some(({ value }) => {
    if (value?.type !== 'ObjectExpression') return true
    const schedule = shapeOf(source, value)
    return schedule.open || isGiven(schedule, 'cron')
  })
}
