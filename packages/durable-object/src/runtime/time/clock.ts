import { nativeTimers } from '../timeouts/native-timers.ts'
import type { ObjectTimers } from '../timeouts/object-timers.ts'

/** The object that a clock works for. */
export type ClockedObject = Pick<DurableObjectState, 'id' | 'storage' | 'waitUntil'>

/**
 * What the runtime asks for the time and for the alarm, so that a test can hold both (`testTime`).
 *
 * Limits, alarms, jobs, schedules and whatever else a user waits for are measured by it. Not so what
 * only keeps the runtime going, such as the 10 ms after which a transaction lets replies arrive: that
 * has to go on while a test holds the time, and is measured by `nativeTimers.now()`.
 */
export interface Clock {
  /** The time, in milliseconds since 1970. */
  now(): number
  /** The time by this clock when `nativeTimers.now()` will be `time`, provided that nobody moves the clock. */
  fromNative(time: number): number
  /**
   * Calls `fire` once it is `due`, or earlier, and returns a function that prevents it. It is lost with
   * the memory of the object.
   */
  setTimer(fire: () => void, wait: TimerWait): () => void
  /**
   * Sets the platform's alarm, as part of whatever transaction is open. While a test holds the time, the
   * alarm is set just the same, but rings when the test gets there.
   */
  setAlarm(object: ClockedObject, at: number): Promise<void>
  /** When the platform's alarm rings, in milliseconds since 1970; null where none is set, or while it rings. */
  getAlarm(object: ClockedObject, options?: DurableObjectGetAlarmOptions): Promise<number | null>
  /** Keeps the object for work that was due and goes on after `alarm()`. A test waits for it before the time goes on. */
  waitUntil(object: ClockedObject, work: Promise<unknown>): void
}

export interface TimerWait {
  /** In milliseconds since 1970, by the clock. */
  due: number
  /** Those of the object; undefined where it uses the platform's own. */
  timers: ObjectTimers | undefined
}

/** One per runtime, also when a bundler loads this module twice. `testTime` replaces its functions. */
const key = Symbol.for('cloudwerk.clock')
const shared = globalThis as { [key]?: Clock }
shared[key] ??= {
  now: () => Date.now(),
  fromNative: (time) => time,
  setTimer: (fire, { due, timers }) => setNativeTimer(fire, due - Date.now(), timers),
  setAlarm: ({ storage }, at) => storage.setAlarm(at),
  getAlarm: ({ storage }, options) => storage.getAlarm(options),
  waitUntil: (object, work) => object.waitUntil(work),
}
export const clock: Clock = shared[key]

/** Calls `fire` after a real time, and returns a function that prevents it. */
export function setNativeTimer(
  fire: () => void,
  milliseconds: number,
  timers: ObjectTimers | undefined,
): () => void {
  const delay = Math.max(0, milliseconds)
  if (timers) {
    const timer = timers.set(fire, { delay })
    return () => timers.clear(timer)
  }
  const handle = nativeTimers.setTimeout(fire, delay)
  return () => nativeTimers.clearTimeout(handle)
}
