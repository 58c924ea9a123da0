import type { ScheduleChange } from '../../../definition/schedules.ts'
import { unusedScheduleAge } from '../../../limits.ts'
import { changedLine, isSameLine, type Line } from './lines.ts'
import type { KnownSchedule, KnownSchedules } from './schedule-row.ts'
import type { Slots } from './slots.ts'

export interface Learning {
  now: number
  /** The slots of a line. `anchor` is on the grid of a line with `every`. */
  slotsOf(line: Line, anchor: number): Slots
  /** Whether the code can compute slots of the line of an object, which older code has accepted. */
  canUse(line: Line): boolean
}

/**
 * What an object knows once it has compared its schedules with `lines`, those of the definition. Undefined
 * where that is what it knew.
 */
export function learnLines(
  known: KnownSchedules,
  lines: ReadonlyMap<string, Line>,
  learning: Learning,
): Map<string, KnownSchedule> | undefined {
  const learned = new Map<string, KnownSchedule>()
  for (const [name, line] of lines) {
    const before = known.get(name)
    learned.set(name, before ? followed(before, line, learning) : armed(line, learning))
  }
  for (const [name, schedule] of known) {
    const kept = lines.has(name) ? undefined : unused(schedule, learning.now)
    if (kept) learned.set(name, kept)
  }
  return isSame(known, learned) ? undefined : learned
}

/** Both keep a schedule that stays as it is. */
function isSame(known: KnownSchedules, learned: KnownSchedules): boolean {
  if (known.size !== learned.size) return false
  return [...known].every(([name, schedule]) => learned.get(name) === schedule)
}

/** A schedule that begins now. */
export function armed(line: Line, { now, slotsOf }: Learning): KnownSchedule {
  return { line, next: slotsOf(line, now).after(now) }
}

/** A schedule that follows the definition again, as far as the object has not changed it. */
function followed(schedule: KnownSchedule, line: Line, learning: Learning): KnownSchedule {
  const { unusedSince, ...used } = schedule
  const current = unusedSince === undefined ? schedule : used
  const own = changedLine(line, schedule.change)
  return moved(current, learning.canUse(own) ? own : line, learning)
}

/** A schedule with what the object changes of it. */
export function changed(
  schedule: KnownSchedule,
  to: { line: Line; change: ScheduleChange | undefined },
  learning: Learning,
): KnownSchedule {
  const { line, change } = to
  const { change: _before, ...rest } = schedule
  return moved(change ? { ...rest, change } : rest, changedLine(line, change), learning)
}

/** A slot that was due by the old line still runs. Otherwise the next one is that of the new line. */
function moved(schedule: KnownSchedule, line: Line, { now, slotsOf }: Learning): KnownSchedule {
  const before = schedule.line
  if (isSameLine(before, line)) return schedule
  if (schedule.next <= now) return { ...schedule, line }
  // So that two versions of the code that alternate do not put it off again and again.
  const anchor = 'every' in before ? schedule.next - before.every : now
  return { ...schedule, line, next: slotsOf(line, anchor).after(now) }
}

/** Another version of the code may be live, or come back. */
function unused(schedule: KnownSchedule, now: number): KnownSchedule | undefined {
  const { unusedSince } = schedule
  if (unusedSince === undefined) return { ...schedule, unusedSince: now }
  return now - unusedSince < unusedScheduleAge ? schedule : undefined
}
