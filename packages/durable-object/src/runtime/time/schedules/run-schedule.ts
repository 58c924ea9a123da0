import { describeNext } from '../../events/alarm.ts'
import { report } from '../../events/report.ts'
import { HandlerThis } from '../../handler/handler-this.ts'
import type { Turn } from '../../turns/turn.ts'
import { defaultAttempts, defaultBackoff, mostLost, pauseAfter } from '../attempts.ts'
import { clock } from '../clock.ts'
import { ownTurn } from '../object-time.ts'
import { changesOf } from '../time-changes.ts'
import { scheduleHandler } from './handler-name.ts'
import { dueRun, finished, givenUp, type Run, type Running, skipped } from './runs.ts'
import type { KnownSchedule } from './schedule-row.ts'
import type { ActiveRun, Schedules } from './schedules.ts'

/** One run of a schedule, from when it is due until it has succeeded or is tried again later. */
export class ScheduleRun {
  readonly #schedules: Schedules
  readonly #name: string

  constructor(schedules: Schedules, name: string) {
    this.#schedules = schedules
    this.#name = name
  }

  /** Settles when it is on its way: its turn is then the next one. */
  async begin(now: number): Promise<void> {
    const { object } = this.#schedules.time
    let run: Run | undefined
    try {
      run = await this.#choose(now)
      // On disk first, so that a run that ends its process is known.
      if (run) await object.storage.sync()
    } catch (error) {
      this.#schedules.forget(this.#name)
      throw error
    }
    if (!run) return
    const active = this.#schedules.active.get(this.#name)
    const ends = this.#perform(run, active).finally(() => this.#forget(active))
    if (active) active.ends = ends
    clock.waitUntil(object.native, ends)
  }

  /** Stores that an attempt begins, so that one that ends with the object is known. */
  async #choose(now: number): Promise<Run | undefined> {
    let chosen: Run | undefined
    let isLost = false
    await this.#inOwnTurn({ sleeps: false }, (turn) => {
      const known = this.#schedules.stored.known?.get(this.#name)
      if (!known) return
      const running = this.#running(known)
      const run = dueRun(known, running, now)
      const { failures = 0, lost = 0 } = known.attempt ?? {}
      isLost = run !== undefined && lost >= mostLost
      if (!run) return this.#update(turn, (schedule) => skipped(schedule, running, now))
      if (isLost)
        return this.#update(turn, (schedule) => givenUp(schedule, run, { ...running, now }))
      chosen = run
      this.#update(turn, (schedule) => {
        this.#schedules.hold(this.#name, now)
        return { ...schedule, attempt: { failures, lost: lost + 1 } }
      })
    })
    if (isLost)
      this.#report(new Error(`It ended the object ${mostLost} times.`), ' and is left out')
    return chosen
  }

  /** Of a run that went with its object, nothing is stored. Another one may have begun already. */
  #forget(run: ActiveRun | undefined): void {
    const { active } = this.#schedules
    if (active.get(this.#name) === run) active.delete(this.#name)
  }

  async #perform(run: Run, active: ActiveRun | undefined): Promise<void> {
    const { time, ofClass } = this.#schedules
    const scheduled = { at: new Date(run.slot), missed: run.missed }
    try {
      await time.object.run(
        scheduleHandler(this.#name),
        (self) => {
          if (active) active.turn = HandlerThis.turnOf(self as HandlerThis)
          return ofClass.declared[this.#name]?.run.call(self, scheduled)
        },
        { waitsForever: true, toAnswer: (_result, turn) => this.#finish(turn, run) },
      )
    } catch (error) {
      await this.#fail(run, error).catch((failure: unknown) => {
        // It is found as running, and counts as ended without a word.
        this.#schedules.forget(this.#name)
        this.#report(failure, '')
      })
    }
  }

  #finish(turn: Turn, run: Run): void {
    this.#end(turn, (schedule) =>
      finished(schedule, run, { ...this.#running(schedule), now: clock.now() }),
    )
  }

  async #fail(run: Run, error: unknown): Promise<void> {
    let note = ''
    // What the run has deleted is not made again.
    await this.#inOwnTurn({ sleeps: true }, (turn) => {
      const known = this.#schedules.stored.known?.get(this.#name)
      const failures = (known?.attempt?.failures ?? 0) + 1
      const now = clock.now()
      const attempt = { failures, lost: 0, retryAt: now + pauseAfter(defaultBackoff, failures) }
      const isLast = failures >= defaultAttempts
      note = isLast ? ' for the last time and is left out' : describeNext(attempt.retryAt)
      this.#end(turn, (schedule) =>
        isLast
          ? givenUp(schedule, run, { ...this.#running(schedule), now })
          : { ...schedule, attempt },
      )
    })
    this.#report(error, note)
  }

  #report(error: unknown, note: string): void {
    report(this.#schedules.time.object, scheduleHandler(this.#name), { error, note })
  }

  #running(schedule: KnownSchedule): Running {
    return this.#schedules.running(this.#name, schedule)
  }

  #end(turn: Turn, to: (schedule: KnownSchedule) => KnownSchedule): void {
    const { time, active, stored } = this.#schedules
    if (!stored.known?.has(this.#name)) {
      // The object was deleted meanwhile.
      active.delete(this.#name)
      return
    }
    changesOf(time, turn).noteEnd()
    this.#update(turn, (schedule) => {
      active.delete(this.#name)
      return to(schedule)
    })
  }

  #update(turn: Turn, to: (schedule: KnownSchedule) => KnownSchedule): void {
    const { time, stored } = this.#schedules
    changesOf(time, turn).add(turn, () => stored.update(this.#name, to))
  }

  async #inOwnTurn({ sleeps }: { sleeps: boolean }, fn: (turn: Turn) => void): Promise<void> {
    await this.#schedules.time.object.run(ownTurn, () => undefined, {
      waitsForever: true,
      sleeps,
      toAnswer: (_result, turn) => fn(turn),
    })
  }
}
