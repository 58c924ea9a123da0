import type { Turn } from './turn.ts'

/** What the runtime stores with the commits of a turn besides what its handler changes. */
export interface TurnRecord {
  /** Whether the handler did not run, since its answer was known. */
  readonly isRepeated: boolean
  /** Whether the next commit has to store something of it. `changes` says whether the handler changed anything. */
  isDue(turn: Turn, changes: boolean): boolean
  /** Writes it, in the transaction of the commit. */
  write(): void
  /** What it wrote belongs to the commit, which has succeeded. */
  noteWritten(): void
}
