import { assertSchedules } from '../../../definition/assert-schedules.ts'
import { parseDuration } from '../../../definition/duration.ts'
import type { Schedules } from '../../../definition/schedules.ts'
import { fail } from '../../../fail.ts'
import type { CronFeature } from '../../features/features.ts'
import { CronLineError } from './cron-line-error.ts'
import { type Line, lineOf } from './lines.ts'
import type { Running } from './runs.ts'
import type { KnownSchedule } from './schedule-row.ts'
import { everySlots, type Slots } from './slots.ts'
import { offsetOf } from './spread.ts'

const cronSpread = 60_000
/** Each object can have lines of its own. */
const keptLines = 1_000

/** The schedules of one class. */
export class ClassSchedules {
  readonly declared: Schedules
  /** The lines by name, as the definition has them. */
  readonly lines: ReadonlyMap<string, Line>
  readonly #className: string
  readonly #cron: CronFeature | undefined
  readonly #slots = new Map<string, Slots>()
  /** In milliseconds, where the definition says something. */
  readonly #spreads: ReadonlyMap<string, number | undefined>

  /** @throws DurableObjectConfigError for a schedule that cannot work. */
  constructor(schedules: Schedules, className: string, cron: CronFeature | undefined) {
    assertSchedules(className, schedules)
    this.declared = schedules
    this.#className = className
    this.#cron = cron
    this.lines = new Map(
      Object.entries(schedules).map(([name, schedule]) => [name, lineOf(schedule)]),
    )
    this.#spreads = new Map(
      Object.entries(schedules).map(([name, { spread }]) => [name, parseDuration(spread)]),
    )
    for (const [name, line] of this.lines) this.assertLine(line, `schedules.${name}`)
  }

  /** @throws DurableObjectConfigError for a cron line that cannot work, which is at `path`. */
  assertLine(line: Line, path: string): void {
    try {
      this.slotsOf(line, 0)
    } catch (error) {
      if (!(error instanceof CronLineError)) throw error
      fail(this.#className, `has '${path}' with ${error.what}`, error.advice)
    }
  }

  /** The slots of a line. `anchor` is on the grid of a line with `every`. */
  readonly slotsOf = (line: Line, anchor: number): Slots => {
    if ('every' in line) return everySlots(line.every, anchor)
    const key = `${line.cron} ${line.timeZone}`
    const known = this.#slots.get(key)
    if (known) return known
    if (this.#slots.size >= keptLines) this.#slots.clear()
    const slots = this.#parse(line)
    this.#slots.set(key, slots)
    return slots
  }

  readonly canUse = (line: Line): boolean => {
    try {
      this.slotsOf(line, 0)
      return true
    } catch (error) {
      if (error instanceof CronLineError) return false
      throw error
    }
  }

  #parse({ cron, timeZone }: { cron: string; timeZone: string }): Slots {
    if (this.#cron) return this.#cron.slots(cron, timeZone)
    throw new CronLineError(
      `the cron line '${cron}', but its Worker contains only what the definition names, which has no cron line`,
      `Use 'every', or give one of its schedules a cron line.`,
    )
  }

  /** How a schedule of the definition runs in one object. */
  running(name: string, schedule: KnownSchedule, objectId: string): Running {
    const { late = 'once' } = this.declared[name] ?? {}
    const slots = this.slotsOf(schedule.line, schedule.next)
    return { late, offset: this.offset(name, schedule, objectId), slots }
  }

  /** By how much it rings later in one object. */
  offset(name: string, { line }: KnownSchedule, objectId: string): number {
    const spread = this.#spreads.get(name) ?? ('every' in line ? 0 : cronSpread)
    return offsetOf(objectId, spread)
  }
}
