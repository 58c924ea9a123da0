import type { Turn } from '../turns/turn.ts'
import { type ClockedObject, clock } from './clock.ts'

/** The alarm of an object as its handlers know it, where it is not the platform's own. */
export interface SharedAlarm {
  /** False as long as the platform's alarm is theirs. */
  readonly isShared: boolean
  get(options?: DurableObjectGetAlarmOptions): Promise<number | null>
  set(time: number | null): Promise<void>
  /** Everything is about to be deleted. An alarm that the platform keeps must be the handlers' own. */
  handBack(): void
  /** Everything was deleted, with the platform's alarm. */
  forget(): void
  /** A turn that changes something is about to be stored. */
  join(turn: Turn): void
  /** A turn has ended and succeeded. */
  noteEnd(turn: Turn): void
}

/** An object's alarm, and what has been done to it since it is in memory. */
export class AlarmState {
  readonly #native: ClockedObject
  /** Defined where jobs, schedules and expiry use the platform's alarm too. */
  shared: SharedAlarm | undefined
  #changes = 0
  /** How many of the changes `init` and `start` made, which also run in the turn of an alarm. */
  #changesInWakes = 0
  /** The count of changes at which the alarm that is set is the runtime's own. */
  #hiddenAt: number | undefined
  /** When an alarm was due whose handler has not begun yet, although the platform counts it as rung. */
  ringing: number | undefined

  constructor(native: ClockedObject) {
    this.#native = native
  }

  get(options?: DurableObjectGetAlarmOptions): Promise<number | null> {
    return this.shared ? this.shared.get(options) : clock.getAlarm(this.#native, options)
  }

  /** Null deletes it. Part of whatever transaction is open. */
  set(time: number | null): Promise<void> {
    return this.shared ? this.shared.set(time) : setPlatformAlarm(this.#native, time)
  }

  /** Counts what was done to the alarm, so that an event can see that it is out of date. */
  get changes(): number {
    return this.#changes
  }

  /** The changes that express what a handler wants. */
  get changesByHandlers(): number {
    return this.#changes - this.#changesInWakes
  }

  noteChange(): void {
    this.#changes += 1
  }

  /** `init` and `start` have run since `changes` was `before`. */
  noteWake(before: number): void {
    this.#changesInWakes += this.#changes - before
  }

  /** The alarm that was set at this count of changes is the runtime's own, which handlers must not see. */
  hideAt(changes: number): void {
    this.#hiddenAt = changes
  }

  unhide(): void {
    this.#hiddenAt = undefined
  }

  /** Whether the alarm that is set is the runtime's own. */
  get isHidden(): boolean {
    return this.#hiddenAt === this.#changes
  }
}

export function setPlatformAlarm(native: ClockedObject, time: number | null): Promise<void> {
  return time === null ? native.storage.deleteAlarm() : clock.setAlarm(native, time)
}
