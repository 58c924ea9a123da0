import type { Inspection } from './inspect.ts'

/** Where a test wants an object to end: at once, or when a handler is at its end or at a point in it. */
export interface Trap {
  readonly during: string | undefined
  readonly after: string | undefined
}

interface Crashes {
  /** By the id of the object, like the others. */
  readonly traps: Map<string, Trap>
  readonly inspections: Map<string, Inspection>
  /** The objects that have ended because of a trap. The platform owes them the alarm that was ringing. */
  readonly ended: Set<string>
  /** Called before an object ends. */
  onEnd: ((id: string) => void) | undefined
}

/** One per runtime, also when a bundler loads this module twice. */
const key = Symbol.for('cloudwerk.crashes')
const shared = globalThis as { [key]?: Crashes }
shared[key] ??= { traps: new Map(), inspections: new Map(), ended: new Set(), onEnd: undefined }
export const crashes: Crashes = shared[key]

/** With this beginning, vitest-plugin 1.4.0 does not print what workerd logs about it. */
export const crashReason = 'Instance disposed by a test'

export function trapOf({ id }: Pick<DurableObjectState, 'id'>): Trap | undefined {
  return crashes.traps.size > 0 ? crashes.traps.get(id.toString()) : undefined
}

/** Ends the object, as a crash does. */
export function crash(native: Pick<DurableObjectState, 'id' | 'abort'>): void {
  const id = native.id.toString()
  crashes.traps.delete(id)
  crashes.inspections.delete(id)
  crashes.ended.add(id)
  crashes.onEnd?.(id)
  native.abort(crashReason)
}
