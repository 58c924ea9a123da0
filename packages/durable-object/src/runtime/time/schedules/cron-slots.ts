import { Cron } from 'croner'
import { countedSlots, latestAlarm } from '../../../limits.ts'
import { CronLineError } from './cron-line-error.ts'
import type { Slots } from './slots.ts'

/** Where a line that never comes is looked for; any day would do. */
const someDay = Date.UTC(2026, 0, 1)

const cronAdvice =
  "Write minute, hour, day of the month, month and day of the week: '0 9 * * MON-FRI'."

/**
 * The slots of a cron line of five fields. A local time that a change of the clock leaves out is due
 * at the end of the gap, and one that comes twice is due once; lines with `*` or a step in their minutes
 * or hours follow the time that passes.
 *
 * @throws CronLineError for a line that is not one, or never comes, and for an unknown time zone.
 */
export function cronSlots(cron: string, timeZone: string): Slots {
  assertTimeZone(timeZone)
  if (cron.trim().split(/\s+/).length !== 5) {
    throw new CronLineError(`'${cron}', which is not a cron line of five fields`, cronAdvice)
  }
  const pattern = parse(cron, timeZone)
  if (pattern.nextRun(new Date(someDay))) return slotsOf(pattern)
  throw new CronLineError(`'${cron}', which never comes`, 'Check its day and month.')
}

function slotsOf(pattern: Cron): Slots {
  const after = (time: number): number => {
    const next = pattern.nextRun(new Date(time))?.getTime() ?? latestAlarm
    return Math.min(next, latestAlarm)
  }
  return {
    after,
    // A slot in the same second counts as earlier.
    upTo: (time, count) =>
      pattern
        .previousRuns(count, new Date(time + 1))
        .map((date) => date.getTime())
        .reverse(),
    count(first, now) {
      let count = 0
      for (let slot = first; slot <= now && count < countedSlots; slot = after(slot)) count += 1
      return count
    },
  }
}

function parse(cron: string, timezone: string): Cron {
  try {
    return new Cron(cron, {
      timezone,
      paused: true,
      mode: '5-part',
      fixedTimeRule: 'no-wildcard',
    })
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause)
    const why = text.replace(/^CronPattern: /, '').replace(/\.$/, '')
    throw new CronLineError(`'${cron}', which is not a cron line (${why})`, cronAdvice, { cause })
  }
}

function assertTimeZone(timeZone: string): void {
  try {
    if (timeZone) Intl.DateTimeFormat('en', { timeZone })
    if (timeZone) return
  } catch {
    // Said below.
  }
  throw new CronLineError(
    `the time zone '${timeZone}', which is not known`,
    "Use a name such as 'Europe/Berlin' or 'UTC'.",
  )
}
