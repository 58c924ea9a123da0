import { ClassSchedules } from '../time/schedules/class-schedules.ts'
import { Schedules } from '../time/schedules/schedules.ts'
import type { SchedulesFeature } from './features.ts'

/** For definitions with `schedules`. */
export const schedules: SchedulesFeature = {
  forClass(given, { className, cron }) {
    const ofClass = new ClassSchedules(given, className, cron)
    return (time) => new Schedules(time, ofClass)
  },
}
