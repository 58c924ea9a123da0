import type { Schedules } from '../../../definition/schedules.ts'

/** Whether one of them has a cron line, so that the class needs the feature. */
export function hasCron(schedules: Schedules): boolean {
  return Object.values(schedules).some((schedule) => schedule?.cron !== undefined)
}
