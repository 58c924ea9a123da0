import type { Duration } from './duration.ts'

/** The argument of a schedule's `run`. */
export interface ScheduledRun {
  /** The time that it runs for, which may have passed: the object could not run then. */
  readonly at: Date
  /** How many earlier times were left out, since they had passed as well. */
  readonly missed: number
}

/** What all schedules have in common. */
interface ScheduleBase {
  /**
   * What happens with times that have passed. `'once'`: the last one runs, and `missed` says how many there
   * were before. `'skip'`: none of them. `{ all: 100 }`: each of them, the last 100 at most. Default:
   * `'once'`.
   */
  late?: 'once' | 'skip' | { all: number }
  /**
   * Over how long objects are spread, each by a hash of its id, so that they do not all run at once. Default:
   * up to 60 s for `cron`, nothing for `every`.
   */
  spread?: Duration
  /** Does the work, as a handler of the object. */
  run(run: ScheduledRun): unknown
}

/** A schedule by the calendar. */
export interface CronSchedule extends ScheduleBase {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  cron: string
  /** The zone of these fields: `'Europe/Berlin'`. Default: `'UTC'`. */
  timeZone?: string
  /** Not beside `cron`. */
  every?: undefined
}

/** A schedule that repeats after a fixed time. */
export interface IntervalSchedule extends ScheduleBase {
  /** The time between two runs. */
  every: Duration
  /** Not beside `every`. */
  cron?: undefined
  /** Not beside `every`. */
  timeZone?: undefined
}

/** One of the `schedules` of a definition. */
export type Schedule = CronSchedule | IntervalSchedule

/** The schedules of a definition, by name. */
export type Schedules = Readonly<Record<string, Schedule>>

/** What one object changes of a schedule. */
export interface ScheduleChange {
  /** Five fields, instead of the definition's. */
  cron?: string
  /** The zone of the fields, instead of the definition's. */
  timeZone?: string
  /** The time between two runs, instead of the definition's. */
  every?: Duration
}

/** `ctx.schedules`: the schedules of this object. */
export interface ObjectSchedules {
  /** Changes a schedule for this object alone, from the handler's commit on. */
  set(name: string, change: ScheduleChange): void
  /** Returns a schedule to what the definition says. */
  reset(name: string): void
}

/** When an object deletes itself: the key `expires` of a definition. */
export interface ObjectExpiry {
  /**
   * How long after the last handler that committed something. With `reads: true`, handlers that change
   * nothing count as well, at a row for each tenth of the time. An object with jobs that wait is not idle.
   */
  idle?: Duration | { after: Duration; reads?: boolean }
  /** How long after its first commit. */
  after?: Duration
  /** Runs before it, as a handler. `false` lets the object stay for as long again. */
  before?(): unknown
}
