import type { Blueprint } from '../class-blueprint.ts'
import type { ObjectIdentity } from '../object-identity.ts'
import type { Call, RunOptions } from '../turns/run-options.ts'

/** An object as events see it: it runs their handlers. */
export interface Runs {
  readonly identity: ObjectIdentity
  readonly blueprint: Blueprint
  /** Runs a method or handler in its turn. Its changes are on disk before its answer leaves. */
  run(handler: string, call: Call, options?: RunOptions): Promise<unknown>
}
