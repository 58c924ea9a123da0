import type { AnyDurableObjectDefinition } from '../../definition/definition.ts'
import type { Settings } from '../../definition/settings.ts'
import { DurableObjectConfigError } from '../../errors.ts'
import type { Features } from './features.ts'

/**
 * @throws DurableObjectConfigError where a definition needs a feature that the Worker was built without.
 */
export function assertFeatures(
  className: string,
  needing: { definition: AnyDurableObjectDefinition; settings: Settings },
  features: Features,
): void {
  const { definition, settings } = needing
  const needed: [feature: keyof Features, isNeeded: boolean, by: string][] = [
    ['sql', settings.hasSql, 'sqlite'],
    ['legacy', settings.backend === 'legacy', 'sqlite: false'],
    ['alarm', definition.alarm !== undefined, 'alarm'],
    ['sockets', hasSockets(definition), socketKeyOf(definition) ?? ''],
    ['socketOpening', hasOpening(definition), 'sockets.accept or sockets.open'],
    ['socketMessages', definition.sockets?.messages !== undefined, 'sockets.messages'],
    ['silentSockets', definition.sockets?.closeSilent !== undefined, 'sockets.closeSilent'],
    ['live', definition.live !== undefined, 'live'],
    ['memory', definition.memory !== undefined, 'memory'],
    ['once', definition.calls?.onceFor !== undefined, 'calls.onceFor'],
    ['versions', definition.versions !== undefined, 'versions'],
    ['schema', definition.schema !== undefined, 'schema'],
    ['jobs', hasTime(definition), 'jobs, schedules or expires'],
  ]
  for (const [feature, isNeeded, by] of needed) {
    if (isNeeded) assertFeature(className, features, [feature, by])
  }
}

/** The same for one feature and what in the definition needs it. */
export function assertFeature(
  className: string,
  features: Features,
  [feature, by]: [feature: keyof Features, by: string],
): void {
  if (features[feature]) return
  throw new DurableObjectConfigError(
    `${className} has ${by}, but its Worker was built without that. Write the key in the object that is given to defineDurableObject(), or give the class the feature '${feature}'.`,
    { objectName: className },
  )
}

/** Whether the definition has to do with sockets, other than by `fetch`. */
export function hasSockets(definition: AnyDurableObjectDefinition): boolean {
  return socketKeyOf(definition) !== undefined
}

const socketKeys = ['sockets', 'webSocketMessage', 'webSocketClose', 'webSocketError'] as const

function socketKeyOf(definition: AnyDurableObjectDefinition): string | undefined {
  return socketKeys.find((key) => definition[key] !== undefined)
}

/** Whether the definition says who may connect, or what happens then. */
export function hasOpening({ sockets }: AnyDurableObjectDefinition): boolean {
  return (sockets?.accept ?? sockets?.open) !== undefined
}

/** Whether objects of the definition do things at their time, other than by an alarm. */
export function hasTime({ jobs, schedules, expires }: AnyDurableObjectDefinition): boolean {
  return (jobs ?? schedules ?? expires) !== undefined
}
