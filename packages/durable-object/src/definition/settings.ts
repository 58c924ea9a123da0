import { defaultAtomicHold, defaultCallTimeout, defaultHold } from '../limits.ts'
import type { AnyDurableObjectDefinition, ObjectLimits } from './definition.ts'

/** The settings of a definition, with defaults for those that it leaves out. */
export interface Settings extends Readonly<Required<ObjectLimits>> {
  /** Where the class is stored. */
  readonly backend: 'sqlite' | 'legacy'
  /** Whether handlers have `ctx.sql`. */
  readonly hasSql: boolean
  /** Whether statements are part of their handler's commit, and undone where it fails. */
  readonly isAtomic: boolean
  /** The methods that change nothing. */
  readonly reads: ReadonlySet<string>
}

/** The settings of a valid definition, see `assertDefinition`. */
export function resolveSettings(definition: AnyDurableObjectDefinition): Settings {
  const { sqlite, calls, limits = {} } = definition
  const atomic = isAtomic(sqlite)
  const defaultLimit = atomic ? defaultAtomicHold : defaultHold
  return {
    callTimeout: limits.callTimeout ?? definition.callTimeout ?? defaultCallTimeout,
    holdLimit: limits.holdLimit ?? definition.holdLimit ?? defaultLimit,
    groupCommit: limits.groupCommit ?? definition.groupCommit ?? true,
    backend: sqlite === false ? 'legacy' : 'sqlite',
    hasSql: sqlite !== undefined && sqlite !== false,
    isAtomic: atomic,
    reads: new Set(calls?.reads),
  }
}

/** Whether this value of the key `sqlite` makes statements part of their handler's commit. */
export function isAtomic(sqlite: AnyDurableObjectDefinition['sqlite']): boolean {
  return typeof sqlite === 'object' ? (sqlite.atomic ?? true) : sqlite === true
}
