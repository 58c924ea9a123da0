import { onTestFinished, vi } from 'vitest'
import { type Duration, durationAdvice, parseDuration } from '../../definition/duration.ts'
import { HeldTime } from './held-time.ts'
import { restartAll } from './restart-all.ts'

/** The time of a test, which stands still until it is moved. */
export interface TestTime {
  /**
   * Moves the time forward, by a duration (milliseconds, or `'500ms'`, `'10s'`, `'31m'`, `'2h'`, `'30d'`) or
   * to a `Date`. On the way it runs what is due in all objects (alarms, jobs, schedules, expiry, and calls
   * and handlers that reach a limit), in the order in which it is due, each at its time and to its end.
   * What has done nothing for a second waits for a time or for the test, and is left to itself.
   *
   * @throws RangeError for what is no duration, and for a time in the past.
   */
  advance(by: Duration | Date): Promise<void>
}

let current: HeldTime | undefined

/**
 * Holds the time, from `start` to the end of the test: `Date` stands still in the test and in objects, and
 * the alarms of objects ring when `advance` gets there. `start` is a `Date`, milliseconds since 1970 or a
 * text such as `'2026-03-08T06:00:00Z'`; default: now. Call it first in a test, or in `beforeEach`.
 *
 * It does not hold `setTimeout` and `scheduler.wait`, the time of SQL, `performance.now`, and other
 * Workers. At the end of the test, the alarms that were set meanwhile are forgotten, and their objects
 * are restarted.
 *
 * @throws RangeError for what is no time.
 * @throws Error when the time is held already, or Vitest's fake timers are on. Where they fake `Date`
 * alone, it takes their place, with a warning.
 */
export function testTime(start: Date | number | string = Date.now()): TestTime {
  const time = new Date(start).getTime()
  if (Number.isNaN(time)) {
    throw new RangeError(
      `testTime got '${start}', which is not a time. Pass a Date, milliseconds since 1970 or a text such as '2026-03-08T06:00:00Z'.`,
    )
  }
  if (current) {
    throw new Error(
      'testTime already holds the time. Move it with advance(), and do not run such tests concurrently.',
    )
  }
  assertRealTimers()
  warnOfFakeDate()
  const held = new HeldTime(time)
  current = held
  onTestFinished(async () => {
    held.stop()
    // Before the time is the real one again, since their handlers may still set alarms.
    await restartAll(held.clock.rings.objects)
    held.release()
    current = undefined
  })
  return {
    async advance(by) {
      assertRealTimers()
      await held.moveTo(targetOf(by, held.clock.now))
    },
  }
}

/** The time that the running test holds. */
export function heldTime(): HeldTime | undefined {
  return current
}

function targetOf(by: Duration | Date, now: number): number {
  const duration = by instanceof Date ? by.getTime() - now : parseDuration(by)
  if (duration === undefined || Number.isNaN(duration)) {
    throw new RangeError(`advance got ${String(by)}, which is not a duration. ${durationAdvice}`)
  }
  if (duration >= 0) return now + duration
  throw new RangeError(
    `advance got a time in the past: it is ${new Date(now).toISOString()} already. Time does not go back.`,
  )
}

/** Once they are fake, the timers of objects never fire. */
function assertRealTimers(): void {
  if (!vi.isFakeTimers() || !('clock' in globalThis.setTimeout)) return
  throw new Error(
    "Vitest's fake timers are on (vi.useFakeTimers), with which objects do not work. Call vi.useRealTimers() before testTime, which holds Date and the alarms of objects by itself.",
  )
}

function warnOfFakeDate(): void {
  if (!vi.isFakeTimers()) return
  console.warn(
    "Vitest's fake Date is on (vi.useFakeTimers) as well as testTime. The time is that of testTime until the end of the test, and vi.setSystemTime changes nothing. Remove one of the two.",
  )
}
