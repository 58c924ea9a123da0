import { decide, type Late } from './due.ts'
import type { KnownSchedule } from './schedule-row.ts'
import type { Slots } from './slots.ts'

/** How one schedule runs in one object. */
export interface Running {
  late: Late
  /** How much later than its slots it rings in this object. */
  offset: number
  slots: Slots
}

/** When a schedule rings; never where the definition does not have it. */
export function ringOf(schedule: KnownSchedule, offset: number): number {
  if (schedule.unusedSince !== undefined) return Number.POSITIVE_INFINITY
  return Math.max(schedule.next + offset, schedule.attempt?.retryAt ?? 0)
}

/** One run of a schedule. */
export interface Run {
  slot: number
  /** How many slots have been skipped since the run before. */
  missed: number
  began: number
}

/** What is due at `now`; undefined where all of it is late and skipped. */
export function dueRun(
  schedule: KnownSchedule,
  { late, offset, slots }: Running,
  now: number,
): Run | undefined {
  const { run, missed } = decide(slots, { next: schedule.next, now: now - offset, late })
  if (run === undefined) return undefined
  return { slot: run, missed: (schedule.missed ?? 0) + missed, began: now }
}

/** After a ring at `now` that runs nothing. */
export function skipped(
  schedule: KnownSchedule,
  { offset, slots }: Running,
  now: number,
): KnownSchedule {
  const { attempt, ...rest } = schedule
  return counted(rest, slots, { next: schedule.next, until: now - offset })
}

/** After a run that is over at `now`. */
export function finished(
  schedule: KnownSchedule,
  run: Run,
  running: Running & { now: number },
): KnownSchedule {
  const { missed, attempt, ...rest } = schedule
  return advanced(rest, run, running)
}

/** The same after the last attempt of a run, whose slot counts as skipped. */
export function givenUp(
  schedule: KnownSchedule,
  run: Run,
  running: Running & { now: number },
): KnownSchedule {
  const { attempt, ...rest } = schedule
  return advanced({ ...rest, missed: run.missed + 1 }, run, running)
}

/** The next slot is computed from the one that ran. Those that came during the run are skipped. */
function advanced(
  schedule: KnownSchedule,
  { slot, began }: Run,
  { offset, slots, now }: Running & { now: number },
): KnownSchedule {
  const next = slots.after(slot)
  // With `late: { all }`, earlier ones may wait for their turn.
  if (next + offset <= began) return { ...schedule, next }
  return counted(schedule, slots, { next, until: now - offset })
}

/** Skips the slots from `next` to `until`. */
function counted(
  schedule: KnownSchedule,
  slots: Slots,
  { next, until }: { next: number; until: number },
): KnownSchedule {
  const count = slots.count(next, until)
  if (count === 0) return { ...schedule, next }
  return { ...schedule, next: slots.after(until), missed: (schedule.missed ?? 0) + count }
}
