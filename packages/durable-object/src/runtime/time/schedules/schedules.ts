import type { ObjectSchedules } from '../../../definition/schedules.ts'
import type { Turn } from '../../turns/turn.ts'
import { clock } from '../clock.ts'
import { type ObjectTime, ownTurn } from '../object-time.ts'
import { changesOf } from '../time-changes.ts'
import type { TimeSource } from '../time-source.ts'
import type { ClassSchedules } from './class-schedules.ts'
import { openSchedules } from './open-schedules.ts'
import { ScheduleRun } from './run-schedule.ts'
import { type Running, ringOf } from './runs.ts'
import type { KnownSchedule } from './schedule-row.ts'
import { StoredSchedules } from './stored-schedules.ts'

/** After that time without its object, a run is lost. */
const lease = 300_000

/** A run that an object in memory has begun. */
export interface ActiveRun {
  /** When it counts as lost, if the object is not there any more. */
  lease: number
  /** Its turn, once that has begun. */
  turn: Turn | undefined
  /** Settles when its end is stored. */
  ends: Promise<void> | undefined
}

/** The schedules of one object. */
export class Schedules implements TimeSource {
  readonly time: ObjectTime
  readonly ofClass: ClassSchedules
  readonly stored: StoredSchedules
  /** Those that this object runs. */
  readonly active: Map<string, ActiveRun> = new Map()

  constructor(time: ObjectTime, ofClass: ClassSchedules) {
    this.time = time
    this.ofClass = ofClass
    this.stored = new StoredSchedules(time.object, ofClass)
  }

  reset(): void {
    this.stored.reset()
  }

  wake(): void {
    this.stored.saveLearned()
  }

  /** The first commit of a handler begins them; `init` and `start` alone do not, as for a name that is made up. */
  join(turn: Turn): void {
    if (turn.isWake || turn.handler === ownTurn || this.stored.known) return
    changesOf(this.time, turn).add(turn, () => this.stored.begin())
  }

  nextDue(): number | undefined {
    const next = this.#next()?.due ?? Number.POSITIVE_INFINITY
    const due = Math.min(next, ...Array.from(this.active.values(), ({ lease }) => lease))
    return Number.isFinite(due) ? due : undefined
  }

  /** The schedule that runs next. */
  #next(): { name: string; due: number } | undefined {
    let next: { name: string; due: number } | undefined
    for (const [name, schedule] of this.stored.known ?? []) {
      if (this.active.has(name) || !this.ofClass.lines.has(name)) continue
      const due = ringOf(
        schedule,
        this.ofClass.offset(name, schedule, this.time.object.identity.id),
      )
      if (!next || due < next.due) next = { name, due }
    }
    return next
  }

  running(name: string, schedule: KnownSchedule): Running {
    return this.ofClass.running(name, schedule, this.time.object.identity.id)
  }

  async runNext(): Promise<void> {
    const now = Math.max(this.nextDue() ?? 0, clock.now())
    // Those are not lost, since they are in memory.
    for (const active of this.active.values()) {
      if (active.lease <= now) active.lease = now + lease
    }
    const next = this.#next()
    if (next && next.due <= now) await new ScheduleRun(this, next.name).begin(now)
  }

  /** What a run has stored is read again. */
  forget(name: string): void {
    this.active.delete(name)
    this.reset()
  }

  /** A run of it begins at `now`. */
  hold(name: string, now: number): void {
    this.active.set(name, { lease: now + lease, turn: undefined, ends: undefined })
  }

  get settling(): Promise<unknown> | undefined {
    const ended = [...this.active.values()].filter(({ turn }) => turn && !turn.alive)
    return ended.length > 0 ? Promise.all(ended.map(({ ends }) => ends)) : undefined
  }

  open(turn: Turn): ObjectSchedules {
    return openSchedules(this, turn)
  }
}
