import type { AnyDurableObjectDefinition } from '../definition/definition.ts'
import type { Settings } from '../definition/settings.ts'
import type { HandlerThis } from './handler/handler-this.ts'
import type { Habits } from './transactions/may-run-at-once.ts'

/** What all objects of one class share. */
export interface Blueprint {
  readonly name: string
  readonly definition: AnyDurableObjectDefinition
  readonly settings: Settings
  readonly HandlerClass: typeof HandlerThis
  readonly habits: Habits
  /** Whether handlers that make others wait are reported. */
  readonly dev: boolean
  /** Whether tools may read the state and the last commits. */
  readonly inspect: boolean
}
