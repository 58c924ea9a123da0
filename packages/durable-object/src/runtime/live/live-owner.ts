import type { LiveState } from '../../state/index.ts'
import type { Runs } from '../events/handler-runner.ts'
import type { Inspection } from '../inspect.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'

/** The object whose pages these are. */
export interface LiveOwner extends Runs {
  readonly native: DurableObjectState
  readonly state: { readonly live: LiveState | undefined }
  readonly timers: ObjectTimers | undefined
  readonly inspection: Inspection | undefined
}

/** An event for the pages, or for those of some viewers. */
export interface Emitted {
  name: unknown
  value: unknown
  /** A function of the viewer; undefined for all. */
  to: unknown
}
