import type { Blueprint } from '../class-blueprint.ts'
import type { HandlerOwner } from '../handler/handler-this.ts'

/** An object that can be woken. */
export interface SleepingObject extends HandlerOwner {
  readonly blueprint: Blueprint
}
