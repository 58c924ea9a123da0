import { fail } from '../fail.ts'
import { lateSlots } from '../limits.ts'
import { assertDuration } from './duration.ts'
import type { Schedule, Schedules } from './schedules.ts'

/**
 * The keys of one of the `schedules`.
 *
 * @internal
 */
export const scheduleKeys: readonly string[] = [
  'cron',
  'timeZone',
  'every',
  'late',
  'spread',
  'run',
]

/** Throws for schedules that cannot work. Whether their cron lines can, the feature `cron` knows. */
export function assertSchedules(where: string, schedules: Schedules): void {
  for (const [name, schedule] of Object.entries(schedules)) {
    if (typeof schedule !== 'object' || schedule === null || Array.isArray(schedule)) {
      fail(
        where,
        `has 'schedules.${name}' that is not an object`,
        `Write ${name}: { every: '30m', async run() { … } }.`,
      )
    }
    assertSchedule(where, schedule, `schedules.${name}`)
  }
}

function assertSchedule(where: string, schedule: Schedule, path: string): void {
  const unknown = Object.keys(schedule).find((key) => !scheduleKeys.includes(key))
  if (unknown !== undefined) {
    fail(
      where,
      `has an unknown key '${path}.${unknown}'`,
      `Known keys: ${scheduleKeys.join(', ')}.`,
    )
  }
  if (typeof schedule.run !== 'function') {
    fail(where, `has no function '${path}.run'`, 'Write async run({ at, missed }) { … }.')
  }
  assertLine(where, schedule, path)
  assertLate(where, schedule.late, path)
  if (schedule.spread !== undefined) {
    assertDuration(where, schedule.spread, { path: `${path}.spread` })
  }
}

/** Throws for a line that is neither of the two kinds. `path` is the schedule's. */
export function assertLine(
  where: string,
  { cron, timeZone, every }: Partial<Pick<Schedule, 'cron' | 'timeZone' | 'every'>>,
  path: string,
): void {
  if ((cron === undefined) === (every === undefined)) {
    const given = cron === undefined ? "neither 'cron' nor" : "both 'cron' and"
    fail(where, `has '${path}' with ${given} 'every'`, 'Give one of them.')
  }
  assertText(where, cron, `${path}.cron`)
  assertText(where, timeZone, `${path}.timeZone`)
  if (every === undefined) return
  assertDuration(where, every, { path: `${path}.every`, least: 1 })
  if (timeZone === undefined) return
  fail(where, `has '${path}.timeZone' beside 'every'`, "Leave it out: it is for 'cron'.")
}

function assertText(where: string, text: unknown, path: string): void {
  if (text === undefined || typeof text === 'string') return
  fail(where, `has '${path}' that is not a string`, 'Use a string, or leave it out.')
}

function assertLate(where: string, late: unknown, path: string): void {
  if (late === undefined || late === 'once' || late === 'skip') return
  const all = typeof late === 'object' && late !== null ? Reflect.get(late, 'all') : undefined
  if (Number.isSafeInteger(all) && all >= 1 && all <= lateSlots) return
  fail(
    where,
    `has '${path}.late' that is none`,
    `Use 'once', 'skip', or { all: 100 }, with ${lateSlots} at most.`,
  )
}
