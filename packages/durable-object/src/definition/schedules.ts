import type { Duration } from './duration.ts'

/** The argument of a schedule's `run`. */
export interface ScheduledRun {
  /** The time that it runs for, which may have passed: the object could not run then. */
  readonly at: Date
  /**
   * How many times were left out since the run before: they had passed, a run was not over, or had failed for
   * good. At most 10,000 are counted at once.
   */
  readonly missed: number
}

/** What all schedules have in common. */
interface ScheduleBase {
  /**
   * What happens with times that have passed. `'once'`: the last one runs, and `missed` says how many there
   * were before. `'skip'`: none that is more than a minute late. `{ all: 100 }`: each of them, the last 100
   * (1,000 at most). Default: `'once'`.
   */
  late?: 'once' | 'skip' | { all: number }
  /**
   * Over how long objects are spread, each by a hash of its id, so that they do not all run at once. A run is
   * that much later than its `at`. Default: up to 60 s for `cron`, nothing for `every`.
   */
  spread?: Duration
  /** Does the work, as a handler of the object. */
  run(run: ScheduledRun): unknown
}

/** A schedule by the calendar. */
export interface CronSchedule extends ScheduleBase {
  /**
   * Five fields: minute, hour, day of the month, month, day of the week. A time that a change of the clock
   * leaves out runs at the end of the gap, and one that comes twice runs once; with `*` or a step in the
   * minutes or hours, a line follows the time that passes.
   */
  cron: string
  /** The zone of these fields: `'Europe/Berlin'`. Default: `'UTC'`. */
  timeZone?: string
  /** Not beside `cron`. */
  every?: undefined
}

/** A schedule that repeats after a fixed time. */
export interface IntervalSchedule extends ScheduleBase {
  /** The time between two runs. The first one is that long after the schedules have begun. */
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
  /**
   * Changes a schedule for this object alone, from the handler's commit on. What the object has changed before
   * and `change` does not name stays; `every` and `cron` replace each other. In `init`, the schedules begin.
   *
   * @throws RangeError for a name that the definition does not have, a cron line that is not one or never comes,
   * and an unknown time zone.
   * @throws TypeError for a change that says nothing, or contradicts itself.
   */
  set(name: string, change: ScheduleChange): void
  /**
   * Returns a schedule to what the definition says, from the handler's commit on.
   *
   * @throws RangeError for a name that the definition does not have.
   */
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
