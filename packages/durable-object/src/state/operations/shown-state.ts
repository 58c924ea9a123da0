import type { LiveState } from '../live-state.ts'
import type { Tree } from '../tree/tree.ts'
import { ChangedTree } from './changed-tree.ts'
import { encodeState } from './encode-shown.ts'
import type { ShownKeys } from './mask.ts'
import { type Note, NoteLog } from './note-log.ts'
import { Replay } from './replay.ts'
import { type Operation, tellChanges } from './tell-changes.ts'

/** Which fields of the state may have changed, shown or not; undefined for all of them. */
export type ChangedKeys = ReadonlySet<unknown> | undefined

/** What a commit changed. */
export interface Told {
  /** In what is shown; undefined if only the whole says it. */
  operations: readonly Operation[] | undefined
  keys: ChangedKeys
  /** Why it could not be told. The handler must be able to store what it changed all the same. */
  error?: unknown
}

const EVERYTHING: Told = { operations: undefined, keys: undefined }

/** What is shown of a state, and, while somebody watches, what each commit changes in it. */
export class ShownState {
  readonly #live: LiveState
  readonly #keys: ShownKeys
  readonly #tree: Tree

  /** Stops what watched the state before. */
  constructor(live: LiveState, keys: ShownKeys) {
    this.#live = live
    this.#keys = keys
    this.#tree = live.record(undefined)
  }

  /** From now on each commit is told. `onPrepare` gets the same before its rows are written. */
  watch(onCommit: (told: Told) => void, onPrepare?: (told: Told) => void): void {
    const log = new NoteLog(this.#tree.undoLog, (notes) => {
      const told = this.#tell(notes)
      onPrepare?.(told)
      return () => onCommit(told)
    })
    this.#live.record(log)
  }

  unwatch(): void {
    this.#live.record(undefined)
  }

  /** The text of the fields of the state with these keys, as in `encodeData`. */
  encode(keys: ReadonlySet<string>): string {
    return encodeState(this.#tree, new Map([...this.#keys].filter(([key]) => keys.has(key))))
  }

  /** Another one after each change. */
  get version(): number {
    return this.#tree.changes
  }

  #tell(notes: readonly Note[] | undefined): Told {
    if (!notes) return EVERYTHING
    try {
      const changed = new ChangedTree(this.#tree, new Replay(notes))
      const { keys } = changed
      return { operations: keys && tellChanges(this.#tree, changed, this.#keys), keys }
    } catch (error) {
      return { ...EVERYTHING, error }
    }
  }
}
