import type { UndoLog } from '../changes/undo-log.ts'
import type { Reuse } from '../put/reuse.ts'
import type { PutNote, Recorder, SpliceNote } from '../tree/recorder.ts'
import type { Place } from '../views/place.ts'
import { compareHeirs, type Heir } from './heirs.ts'

/** One change of one part, with the raw values of that moment. */
export type Note = { at: number } & (
  | ({ kind: 'put'; place: Place } & PutNote)
  | { kind: 'remove'; place: Place; key: unknown }
  | ({ kind: 'splice'; place: Place } & SpliceNote)
  | { kind: 'alter'; place: Place }
  | { kind: 'succeed'; heirs: Heir[] }
)

/** More changes than these are not told one by one. */
const MOST = 20_000

/** What changed since the last commit, in its order. */
export class NoteLog implements Recorder {
  #notes: Note[] = []
  /** From this length of the undo log on, not everything was noted. */
  #lostFrom = Infinity
  readonly #undoLog: UndoLog
  readonly #onCommit: (notes: readonly Note[] | undefined) => () => void

  /**
   * `onCommit` gets the notes when a commit is about to be written, undefined if some are missing. The commit
   * counts once what it returns is called.
   */
  constructor(undoLog: UndoLog, onCommit: (notes: readonly Note[] | undefined) => () => void) {
    this.#undoLog = undoLog
    this.#onCommit = onCommit
    // What changed before is not known.
    if (undoLog.length > 0) this.#lostFrom = 0
  }

  put(place: Place, note: PutNote): void {
    this.#add({ kind: 'put', at: this.#undoLog.length, place, ...note })
  }

  remove(place: Place, key: unknown): void {
    this.#add({ kind: 'remove', at: this.#undoLog.length, place, key })
  }

  splice(place: Place, note: SpliceNote): void {
    this.#add({ kind: 'splice', at: this.#undoLog.length, place, ...note })
  }

  alter(place: Place): void {
    this.#add({ kind: 'alter', at: this.#undoLog.length, place })
  }

  succeed(successions: Reuse['successions']): void {
    if (this.#lostFrom === Infinity)
      this.#add({ kind: 'succeed', at: this.#undoLog.length, heirs: compareHeirs(successions) })
  }

  undoTo(length: number): void {
    if (length <= this.#lostFrom) this.#lostFrom = Infinity
    const notes = this.#notes
    while (notes.length > 0 && (notes[notes.length - 1] as Note).at >= length) notes.pop()
  }

  prepare(): () => void {
    const notes = this.#lostFrom === Infinity ? this.#notes : undefined
    const confirm = this.#onCommit(notes)
    return () => {
      this.#notes = []
      this.#lostFrom = Infinity
      confirm()
    }
  }

  #add(note: Note): void {
    if (this.#lostFrom !== Infinity) return
    if (this.#notes.length < MOST) this.#notes.push(note)
    else this.#lostFrom = note.at
  }
}
