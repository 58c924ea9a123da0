import { parseDuration } from '../../../definition/duration.ts'
import type { Schedule, ScheduleChange } from '../../../definition/schedules.ts'

/** When a schedule is due, with everything that the definition leaves out. */
export type Line = { every: number } | { cron: string; timeZone: string }

/** The line of a schedule, or of what an object has changed of one. */
export function lineOf({ every, cron, timeZone = 'UTC' }: Partial<Schedule>): Line {
  return every === undefined ? { cron: cron ?? '', timeZone } : { every: parseDuration(every) ?? 0 }
}

/** The line that holds where an object has changed something of a schedule. */
export function changedLine(line: Line, { every, cron, timeZone }: ScheduleChange = {}): Line {
  if (every !== undefined) return lineOf({ every })
  if ('every' in line) return cron === undefined ? line : lineOf({ cron, timeZone })
  return { cron: cron ?? line.cron, timeZone: timeZone ?? line.timeZone }
}

export function isSameLine(a: Line, b: Line): boolean {
  if ('every' in a) return 'every' in b && a.every === b.every
  return 'cron' in b && a.cron === b.cron && a.timeZone === b.timeZone
}

/** As messages show it. */
export function describeLine(line: Line): string {
  return 'every' in line ? `every ${line.every} ms` : `'${line.cron}' in ${line.timeZone}`
}
