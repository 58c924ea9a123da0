import {
  type CommitInfo,
  type DataVersion,
  LiveState,
  type LiveStateOptions,
  plain,
} from '../state/index.ts'
import type { StateSchema } from './features/features.ts'
import type { Inspection } from './inspect.ts'
import type { ObjectIdentity } from './object-identity.ts'
import type { StateRows } from './rows/state-rows.ts'
import type { StoredName } from './rows/stored-name.ts'
import type { StoredKeys } from './storage/stored-keys.ts'
import type { WriteBuffer } from './storage/write-buffer.ts'
import type { AlarmState } from './time/alarm-state.ts'
import type { Turn } from './turns/turn.ts'
import type { TurnRecord } from './turns/turn-record.ts'

/** Follows what is stored and forgotten of a state. */
export interface StateObserver {
  /** Some of the state is about to be written. */
  beforeSave(): void
  /** The turn's changes of the state are written, though the transaction around them may be open. */
  committed(turn: Turn): void
  /** What is in memory is no longer the state, and what was committed may not be stored. */
  forgotten(): void
}

export interface ObjectStateParts {
  identity: ObjectIdentity
  alarms: AlarmState
  rows: StateRows
  keys: StoredKeys
  storedName: StoredName
  schema: StateSchema | undefined
  codeVersion: DataVersion
  inspection: Inspection | undefined
  isLegacy: boolean
  observer: StateObserver | undefined
}

/** The state of one object in memory, and what a commit stores of it, of keys and of the alarm. */
export class ObjectState {
  readonly rows: StateRows
  readonly storedName: StoredName
  /** Whether the object is new, and what `init` gave is not stored before something changes. */
  isUnstored = false
  readonly #parts: ObjectStateParts
  readonly #options: LiveStateOptions
  /** Undefined while the object sleeps or is new. */
  #live: LiveState | undefined
  /** Whether what `start` made was deleted, so that it runs before the next handler. */
  #startsAgain = false

  constructor(parts: ObjectStateParts) {
    this.#parts = parts
    this.rows = parts.rows
    this.storedName = parts.storedName
    const { codeVersion, schema } = parts
    this.#options = { tracksParts: schema !== undefined, codeVersion }
  }

  /** What is stored; undefined where nothing is. The rows must be open. */
  load(): LiveState | undefined {
    return LiveState.load(this.rows, this.#options)
  }

  /** The state of a new object, which the next commit stores. */
  create(value: unknown): LiveState {
    return LiveState.create(this.rows, value, this.#options)
  }

  /** The state of a new object, of which nothing is stored before it changes. */
  createUnstored(value: unknown): LiveState {
    return LiveState.unstored(this.rows, value, this.#options)
  }

  get live(): LiveState | undefined {
    return this.#live
  }

  /** Whether a handler has found or made the state since it was loaded or deleted. */
  get isAwake(): boolean {
    return this.#live !== undefined
  }

  /** Whether handlers can run: the state is there, and `start` has run. */
  get isReady(): boolean {
    return this.#live !== undefined && !this.#startsAgain
  }

  /** It was loaded or made, and `start` has run. */
  wake(live: LiveState): void {
    this.#live = live
    this.#startsAgain = false
  }

  /** Whether the turn still sees the object's own state. */
  isCurrent(turn: Turn): boolean {
    return turn.state === this.#live
  }

  /** Whether the turn changed anything since its last commit point. */
  hasChanges(turn: Turn): boolean {
    return this.#hasWritten(turn) || this.#stateToStore(turn) !== undefined
  }

  /** Whether it has written something beside the state. */
  #hasWritten(turn: Turn): boolean {
    if (turn.sqlWrites > 0 || this.#changedStorage(turn) !== undefined) return true
    return turn.record?.isDue(turn, false) ?? false
  }

  #changedStorage({ writes, gone }: Turn): WriteBuffer | undefined {
    // What belongs to it in the state is not written either.
    if (gone === 'lost') return undefined
    // Of an object that is not stored there is nothing to delete.
    const isChanged = this.isUnstored ? writes?.addsSomething : writes && !writes.isEmpty
    return isChanged ? writes : undefined
  }

  #stateToStore(turn: Turn): LiveState | undefined {
    const { state, gone } = turn
    if (!state || gone) return undefined
    state.flush()
    return state.changed || this.#isMadeBy(turn) ? state : undefined
  }

  /** Whether the turn has written something of an object that is not stored yet. */
  #isMadeBy(turn: Turn): boolean {
    return this.isUnstored && this.#hasWritten(turn)
  }

  /** Stores what the turn changed. Gives whether there was something to store. */
  write(turn: Turn): boolean {
    const { schema, identity, inspection, alarms } = this.#parts
    if (alarms.shared && this.hasChanges(turn)) alarms.shared.join(turn)
    const writes = this.#changedStorage(turn)
    const state = this.#stateToStore(turn)
    const record = this.#dueRecord(turn, state !== undefined || writes !== undefined)
    if (!state && !writes && !record) {
      if (turn.sqlWrites > 0) inspection?.beforeCommit()
      return false
    }
    if (schema && state?.changed) schema.assertChanges(state, identity.describe())
    try {
      const info = this.save(state, writes, record && (() => record.write()))
      record?.noteWritten()
      if (info) inspection?.record({ handler: turn.handler, ...info })
      if (state && !this.#live && !turn.isWake) this.#adopt(state)
      if (state) this.#parts.observer?.committed(turn)
    } catch (error) {
      // Memory is ahead of the disk when SQLite failed after it was given everything.
      if (state && !state.changed) this.forget(turn)
      throw error
    }
    turn.writes = undefined
    turn.sqlWrites = 0
    return true
  }

  /** A state that was made after `deleteAll`. */
  #adopt(live: LiveState): void {
    this.#live = live
    this.#startsAgain = true
  }

  #dueRecord(turn: Turn, changes: boolean): TurnRecord | undefined {
    const { record, sqlWrites, gone } = turn
    return record && !gone && record.isDue(turn, changes || sqlWrites > 0) ? record : undefined
  }

  /** Stores what changed in the state, what was buffered and what `more` writes, all of it or nothing. */
  save(
    state: LiveState | undefined,
    writes?: WriteBuffer,
    more?: () => void,
  ): CommitInfo | undefined {
    const { keys, isLegacy, inspection, alarms } = this.#parts
    inspection?.beforeCommit()
    if (!writes && !more) return this.#saveState(state)
    let info: CommitInfo | undefined
    this.rows.together(() => {
      more?.()
      // First, since memory counts as stored once the rows are written.
      if (!isLegacy) writes?.flush(keys)
      info = this.#saveState(state)
      // Nothing undoes these where the state is refused.
      if (isLegacy) writes?.flush(keys)
    })
    if (writes?.alarm !== undefined) alarms.noteChange()
    return info
  }

  #saveState(state: LiveState | undefined): CommitInfo | undefined {
    if (!state) return undefined
    this.#parts.observer?.beforeSave()
    if (this.isUnstored) state.touch()
    const info = state.commit()
    this.storedName.save()
    this.isUnstored = false
    return info
  }

  /** Stores what was done to the alarm by itself. */
  writeAlarm(writes: WriteBuffer | undefined): void {
    if (writes?.alarm !== undefined) this.#parts.keys.setAlarm(writes.alarm)
  }

  /** What a failed handler wrote through SQL stays, and must belong to an object that is stored. */
  keepMade(turn: Turn): void {
    if (!this.#isMadeBy(turn)) return
    try {
      this.write(turn)
    } catch {
      // The next handler that writes something tries again.
    }
  }

  /**
   * What the turn sees is no longer the state; the next turn reads what is stored. Writes to it throw
   * an error with the message `why`.
   */
  forget(
    turn: Turn,
    why = `What ${turn.describe()} wrote failed, so it can change nothing more.`,
  ): void {
    turn.gone = 'lost'
    turn.state?.close(why)
    this.#live = undefined
    this.isUnstored = false
    this.rows.forget()
    this.#parts.observer?.forgotten()
  }

  /** Everything was deleted by the turn. The next handler finds a new object. */
  clear(turn: Turn, why: string): void {
    this.forget(turn, why)
    this.rows.clear()
    this.storedName.clear()
    turn.gone = 'deleted'
  }

  /** The state as it was last committed, even while a handler changes it; read from storage again. */
  async readStored(): Promise<unknown> {
    await this.rows.open()
    return plain(LiveState.load(this.rows)?.snapshot())
  }
}
