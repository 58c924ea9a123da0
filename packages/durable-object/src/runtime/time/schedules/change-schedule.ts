import { durationAdvice, parseDuration } from '../../../definition/duration.ts'
import type { ScheduleChange } from '../../../definition/schedules.ts'

const keys = ['cron', 'timeZone', 'every'] as const
const advice = "Give cron, timeZone, or both, or every: ctx.schedules.set(name, { every: '30m' })."

/**
 * What an object has changed of a schedule, `before`, once it changes more of it. A line has either `cron` or
 * `every`, so one replaces the other.
 *
 * @throws TypeError, RangeError for a change that cannot be.
 */
export function mergeChanges(
  before: ScheduleChange | undefined,
  given: ScheduleChange,
): ScheduleChange {
  const change = checked(given)
  if (change.every !== undefined) return change
  const { every, ...calendar } = before ?? {}
  return change.cron === undefined ? { ...before, ...change } : { ...calendar, ...change }
}

function checked(given: unknown): ScheduleChange {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(
      `A schedule cannot be set to ${given === null ? 'null' : typeof given}. ${advice}`,
    )
  }
  const change: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(given)) {
    if (!keys.some((known) => known === key)) {
      throw new TypeError(`'${key}' of a schedule cannot be set. ${advice}`)
    }
    if (value !== undefined) change[key] = value
  }
  assertTexts(change)
  assertEvery(change)
  if (Object.keys(change).length === 0)
    throw new TypeError(`Nothing of a schedule is set. ${advice}`)
  return change
}

function assertTexts({ cron = '', timeZone = '' }: Record<string, unknown>): void {
  for (const text of [cron, timeZone]) {
    if (typeof text !== 'string') {
      throw new TypeError(`A schedule got ${text} where a string is needed. ${advice}`)
    }
  }
}

function assertEvery({ every, cron, timeZone }: Record<string, unknown>): void {
  if (every === undefined) return
  if (!parseDuration(every)) {
    throw new RangeError(`'${every}' is not a time between two runs. ${durationAdvice}`)
  }
  if (cron === undefined && timeZone === undefined) return
  throw new TypeError(
    `'every' of a schedule is set together with a time of the calendar. ${advice}`,
  )
}
