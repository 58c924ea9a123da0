import type { Reuse } from '../put/reuse.ts'
import type { Place } from '../views/place.ts'

export interface PutNote {
  key: unknown
  had: boolean
  old: unknown
  value: unknown
}

export interface SpliceNote {
  index: number
  removed: unknown[]
  items: unknown[]
  /** The same elements in another order. */
  isPermutation: boolean | undefined
}

/**
 * Learns what changes in the raw values, each time right before it can be undone. The engine has none, unless
 * somebody wants to know what each commit changed: see `operations`.
 */
export interface Recorder {
  put(place: Place, note: PutNote): void
  remove(place: Place, key: unknown): void
  splice(place: Place, note: SpliceNote): void
  /** A Date or bytes changed in place. */
  alter(place: Place): void
  /** New values are about to take the place of old ones, and keep some of their children. */
  succeed(successions: Reuse['successions']): void
  /** What was noted while the undo log was at least this long is undone. */
  undoTo(length: number): void
  /** A commit is about to be written. It counts once what this returns is called. */
  prepare(): () => void
}
