import type { Rows } from '../../state/index.ts'

/** The rows of one object's state, in either backend. */
export interface StateRows extends Rows {
  /** How many keys of the object's storage the rows take. */
  readonly keys: number
  /** Changes whenever what was read of the rows may no longer be so. */
  readonly epoch: number
  /** Must have settled before the first row is read. After `forget` it reads the stored rows again. */
  open(): Promise<void> | undefined
  /** Announces a write to the platform without changing anything. */
  touch(): void
  /** Forgets what it knows of the stored rows: they were deleted, or a transaction was undone. */
  forget(): void
  /** All rows were deleted. */
  clear(): void
}

/** The prefix of our tables and keys, which users' queries and keys must not have. */
export const reservedPrefix = '__cloudwerk_'
