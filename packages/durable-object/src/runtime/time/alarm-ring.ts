import type { ObjectState } from '../object-state.ts'
import { writesOf } from '../storage/write-buffer.ts'
import type { Turn } from '../turns/turn.ts'
import { type AlarmRetry, noteRetry, readRetry, removeRetry, retryDelay } from './alarm-retry.ts'
import type { AlarmState } from './alarm-state.ts'
import { clock } from './clock.ts'

/**
 * From this retry on, the platform may be about to give up on the alarm, as it does after the sixth
 * (workerd 1.20261006). It gets that far only where each try ended the entire object.
 */
const lastRetries = 3

/** The object whose alarm rings. */
export interface RingingObject {
  readonly storage: DurableObjectStorage
  readonly alarms: AlarmState
  readonly state: ObjectState
}

/** One ring of an object's alarm. Whenever its handler fails, the alarm is set again. */
export class AlarmRing {
  readonly #object: RingingObject
  readonly #given: AlarmInvocationInfo | undefined
  /** How often the alarm had been changed before, to see whether it has been changed since. */
  readonly #changes: number
  /** The same without changes by `init` and `start`, which do not replace the alarm that rings. */
  readonly #handlerChanges: number
  /** The stored record of earlier failures; undefined until it was read. */
  #noted: AlarmRetry | null | undefined
  #settingAgain: Promise<number | undefined> | undefined

  constructor(object: RingingObject, info: AlarmInvocationInfo | undefined) {
    const { alarms } = object
    this.#object = object
    this.#given = info
    this.#changes = alarms.changes
    this.#handlerChanges = alarms.changesByHandlers
    alarms.ringing = info?.scheduledTime
  }

  /** The argument of the handler; undefined where it was called by hand without one. */
  get info(): AlarmInvocationInfo | undefined {
    if (!this.#given) return undefined
    const retryCount = this.failures
    return { ...this.#given, retryCount, isRetry: retryCount > 0 }
  }

  /** How often this alarm has failed before. The rows must be open. */
  get failures(): number {
    if (this.#noted === undefined) this.#noted = readRetry(this.#object.state.rows)
    const { scheduledTime, retryCount = 0 } = this.#given ?? {}
    const isSame = scheduledTime === undefined || scheduledTime === this.#noted?.at
    return retryCount + (isSame ? (this.#noted?.failures ?? 0) : 0)
  }

  /** Whether it was replaced or deleted while it waited for its turn. */
  get isOutdated(): boolean {
    return this.#object.alarms.changesByHandlers !== this.#handlerChanges
  }

  /** Whether the alarm was set or deleted since this ring began. */
  get #isChanged(): boolean {
    return this.#object.alarms.changes !== this.#changes
  }

  /** The object is awake and its handler begins, or the wake failed. */
  begin(): void {
    this.#object.alarms.ringing = undefined
  }

  /** Before the turn: sets the alarm again where the platform would give it up if this try ends the object. */
  async secure(): Promise<void> {
    if ((this.#given?.retryCount ?? 0) < lastRetries) return
    await this.#setAgain()
    this.#object.alarms.hideAt(this.#changes)
    await this.#object.storage.sync()
  }

  /**
   * Within the turn, before its commit, which deletes the alarm unless it sets another. The platform
   * deletes it only a moment later, and a crash in between would run the handler twice.
   */
  succeed(turn: Turn): void {
    if (this.failures > 0 || this.#noted) removeRetry(this.#object.state.rows)
    const { alarms, state } = this.#object
    const deletes = alarms.shared?.isShared || alarms.isHidden || state.hasChanges(turn)
    // An alarm set at an earlier commit point, by `start` or by another handler is a new one.
    if (deletes && !this.#isChanged && turn.writes?.alarm === undefined)
      writesOf(turn).setAlarm(null)
    this.#object.alarms.unhide()
  }

  /** Within the turn, after it was undone. */
  fail(): Promise<unknown> {
    this.#object.alarms.unhide()
    // A change by another handler, or by this one before outside(), takes precedence.
    this.#settingAgain = this.#isChanged ? Promise.resolve(undefined) : this.#setAgain()
    return this.#settingAgain
  }

  /** After a failure: when the alarm rings again; undefined where it was changed meanwhile. */
  next(): Promise<number | undefined> {
    return this.#settingAgain ?? Promise.reject(new Error('The alarm did not fail in its turn.'))
  }

  async #setAgain(): Promise<number> {
    const { alarms, state } = this.#object
    // The wake may have failed, and then forgotten the rows.
    const opening = state.rows.open()
    // Otherwise stay in this turn of the event loop, before others can set the alarm.
    if (opening) await opening
    const failures = this.failures + 1
    const at = clock.now() + retryDelay(failures)
    noteRetry(state.rows, { failures, at })
    await alarms.set(at)
    return at
  }
}
