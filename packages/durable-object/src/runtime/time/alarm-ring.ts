import type { ObjectHost } from '../object-host.ts'
import type { Turn } from '../turns/turn.ts'
import { type AlarmRetry, noteRetry, readRetry, removeRetry, retryDelay } from './alarm-retry.ts'

/**
 * From this retry of its own on, the platform may be about to give the alarm up, which it does after
 * the sixth (workerd 1.20261006). It gets there only where each try ended the whole object.
 */
const lastRetries = 3

/** One ring of an object's alarm. When its handler fails the alarm is set again, for ever. */
export class AlarmRing {
  readonly #host: ObjectHost
  readonly #given: AlarmInvocationInfo | undefined
  /** What was done to the alarm before, to see whether anyone has changed it since. */
  readonly #changes: number
  /** The same without what `init` and `start` did, which does not stand for a wish of a handler. */
  readonly #handlerChanges: number
  /** What is stored of earlier failures; undefined until that was looked up. */
  #noted: AlarmRetry | null | undefined
  #settingAgain: Promise<number | undefined> | undefined

  constructor(host: ObjectHost, info: AlarmInvocationInfo | undefined) {
    this.#host = host
    this.#given = info
    this.#changes = host.alarmChanges
    this.#handlerChanges = this.#countByHandlers()
    host.ringing = info?.scheduledTime
  }

  /** What the handler is told. Undefined where it is called by hand without. */
  get info(): AlarmInvocationInfo | undefined {
    if (!this.#given) return undefined
    const retryCount = this.failures
    return { ...this.#given, retryCount, isRetry: retryCount > 0 }
  }

  /** How often the same alarm has failed before. The rows must be open. */
  get failures(): number {
    if (this.#noted === undefined) this.#noted = readRetry(this.#host.rows)
    const { scheduledTime, retryCount = 0 } = this.#given ?? {}
    const isSame = scheduledTime === undefined || scheduledTime === this.#noted?.at
    return retryCount + (isSame ? (this.#noted?.failures ?? 0) : 0)
  }

  /** Whether it was replaced or deleted while it waited for its turn. */
  get isOutdated(): boolean {
    return this.#countByHandlers() !== this.#handlerChanges
  }

  #countByHandlers(): number {
    return this.#host.alarmChanges - this.#host.alarmChangesInWakes
  }

  /** Whether anyone has set or deleted the alarm since then. */
  get #isChanged(): boolean {
    return this.#host.alarmChanges !== this.#changes
  }

  /** The object is awake and its handler begins, or it ended without. */
  begin(): void {
    this.#host.ringing = undefined
  }

  /** Before the turn: sets the alarm where the platform might forget it if this ends the object. */
  async secure(): Promise<void> {
    if ((this.#given?.retryCount ?? 0) < lastRetries) return
    await this.#setAgain()
    this.#host.hiddenAlarm = this.#changes
    await this.#host.native.storage.sync()
  }

  /**
   * Within the turn, before its commit, which takes the alarm away unless it sets another. The platform
   * does so a moment later, and a kill in between would run the handler twice.
   */
  succeed(turn: Turn): void {
    if (this.failures > 0 || this.#noted) removeRetry(this.#host.rows)
    const takesAway = this.#host.isAlarmHidden || this.#host.hasChanges(turn)
    // What was set at an earlier commit point, by `start` or by others meanwhile, is a new alarm.
    if (takesAway && !this.#isChanged && turn.writes?.alarm === undefined)
      turn.writeBuffer().setAlarm(null)
    this.#host.hiddenAlarm = undefined
  }

  /** Within the turn, once all of it was undone. */
  fail(): Promise<unknown> {
    this.#host.hiddenAlarm = undefined
    // What others did to the alarm meanwhile, or this handler before outside(), is what counts.
    this.#settingAgain = this.#isChanged ? Promise.resolve(undefined) : this.#setAgain()
    return this.#settingAgain
  }

  /** After a failure: when it rings again; undefined where the alarm was changed meanwhile. */
  next(): Promise<number | undefined> {
    return this.#settingAgain ?? Promise.reject(new Error('The alarm did not fail in its turn.'))
  }

  async #setAgain(): Promise<number> {
    const { native, rows } = this.#host
    // The wake may have failed, and what it had read is forgotten then.
    const opening = rows.open()
    // Otherwise in this turn of the event loop, before others can set the alarm.
    if (opening) await opening
    const failures = this.failures + 1
    const at = Date.now() + retryDelay(failures)
    noteRetry(rows, { failures, at })
    await native.storage.setAlarm(at)
    return at
  }
}
