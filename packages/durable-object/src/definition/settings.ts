import type { AnyDurableObjectDefinition, ObjectLimits } from './definition.ts'

/** What a definition says and leaves out, with the defaults in place. */
export interface Settings extends Readonly<Required<ObjectLimits>> {
  /** Where the class is stored. */
  readonly backend: 'sqlite' | 'legacy'
  /** Whether handlers reach `ctx.sql`. */
  readonly hasSql: boolean
  /** Whether what handlers do in `ctx.sql` is a part of their commit, and undone where they fail. */
  readonly isAtomic: boolean
  /** The methods that change nothing. */
  readonly reads: ReadonlySet<string>
}

/**
 * The longest `holdLimit` of an object whose handlers hold a transaction of the platform, in
 * milliseconds. The platform ends the object after 30 s of it (workerd 1.20261006.1).
 *
 * @internal
 */
export const longestAtomicHold = 20_000

const defaultAtomicHold = 15_000
const defaultHold = 150_000

/** The settings of a definition that `assertDefinition` has let through. */
export function resolveSettings(definition: AnyDurableObjectDefinition): Settings {
  const { sqlite, calls, limits = {} } = definition
  const atomic = isAtomic(sqlite)
  const defaultLimit = atomic ? defaultAtomicHold : defaultHold
  return {
    callTimeout: limits.callTimeout ?? definition.callTimeout ?? 30_000,
    holdLimit: limits.holdLimit ?? definition.holdLimit ?? defaultLimit,
    groupCommit: limits.groupCommit ?? definition.groupCommit ?? true,
    backend: sqlite === false ? 'legacy' : 'sqlite',
    hasSql: sqlite !== undefined && sqlite !== false,
    isAtomic: atomic,
    reads: new Set(calls?.reads),
  }
}

/** Whether this value of the key `sqlite` makes statements a part of their handler's commit. */
export function isAtomic(sqlite: AnyDurableObjectDefinition['sqlite']): boolean {
  return typeof sqlite === 'object' ? (sqlite.atomic ?? true) : sqlite === true
}
