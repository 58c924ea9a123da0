import type { AnyValue } from './any-value.ts'
import type { ObjectContext } from './context.ts'

/** A step of `versions.migrate`: changes the state, or returns the new one. It cannot be `async`. */
export type Migration = (
  state: AnyValue,
  ctx: ObjectContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: a step that changes the state returns nothing
) => void | (object & { readonly then?: never })

/** A step of `versions.sql`: one or several statements, separated by semicolons. */
export type SqlStep = string | { name: string; up: string }

/** What `versions.adopt` finds in the storage of an object of an earlier class. */
export interface FoundData {
  /** The keys of `ctx.storage`. */
  keys: string[]
  /** The tables of its database. */
  tables: string[]
}

/**
 * How objects that older code has stored become what this code expects: the key `versions` of a definition.
 * An object is migrated by its first call after a wake, before `start`, all of it or nothing.
 */
export interface ObjectVersions<State> {
  /** The version of the state and the tables that this code writes. Default: 1. */
  version?: number
  /**
   * The lowest version of the code that may open what this code writes, as during a gradual deployment or
   * after a rollback. Such code keeps the keys that it does not know. Default: `version`.
   */
  readsFrom?: number
  /** For each version above 1, what makes its state of that of the version before. */
  migrate?: { [version: number]: Migration }
  /**
   * SQL, applied once to each object, new ones included, in this order and before `migrate`. Only ever add
   * to the end, each time with a new `version`. Needs `sqlite: true`. An object with such steps is stored by
   * its first call.
   */
  sql?: readonly SqlStep[]
  /**
   * Runs in place of `init`, after `sql`, for an object whose storage has keys or tables of an earlier class
   * and nothing of this one. Returns the first state, or undefined to have `init` make it. Old data stays
   * unless it deletes that.
   */
  adopt?(ctx: ObjectContext, found: FoundData): State | undefined | Promise<State | undefined>
}
