import { expect, it } from 'vitest'
import type { Late } from './due.ts'
import { dueRun, finished, givenUp, type Run, ringOf, skipped } from './runs.ts'
import type { KnownSchedule } from './schedule-row.ts'
import { everySlots } from './slots.ts'

const line = { every: 10 }
const first: KnownSchedule = { line, next: 10 }

function running(late: Late = 'once', offset = 0) {
  return { late, offset, slots: everySlots(10, 0) }
}

function run(schedule: KnownSchedule, times: { at: number; until: number }, late?: Late) {
  const started = dueRun(schedule, running(late), times.at)
  if (!started) throw new Error('Nothing is due.')
  const after = finished(schedule, started, { ...running(late), now: times.until })
  return { started, after }
}

it('computes the next slot from the slot that ran, however late it was', () => {
  expect(run(first, { at: 17, until: 18 })).toEqual({
    started: { slot: 10, missed: 0, began: 17 },
    after: { line, next: 20 },
  })
})

it('skips and counts the slots that come while a run is not over', () => {
  const { after } = run(first, { at: 10, until: 35 })
  expect(after).toEqual({ line, next: 40, missed: 2 })
  expect(run(after, { at: 40, until: 41 })).toEqual({
    started: { slot: 40, missed: 2, began: 40 },
    after: { line, next: 50 },
  })
})

it('skips a slot that comes in the moment in which a run ends', () => {
  expect(run(first, { at: 10, until: 20 }).after).toEqual({ line, next: 30, missed: 1 })
})

it('with late: { all }, runs what waited before it began', () => {
  const late = { all: 3 }
  const second = run(first, { at: 42, until: 42 }, late)
  expect(second.started).toEqual({ slot: 20, missed: 1, began: 42 })
  expect(second.after).toEqual({ line, next: 30 })
  const third = run(second.after, { at: 42, until: 42 }, late)
  const fourth = run(third.after, { at: 42, until: 65 }, late)
  expect(third.started.slot).toBe(30)
  expect(fourth.started.slot).toBe(40)
  expect(fourth.after).toEqual({ line, next: 70, missed: 2 })
})

it('rings later by the offset, and is due by it', () => {
  expect(ringOf(first, 7)).toBe(17)
  const spread = running('once', 7)
  const started = dueRun(first, spread, 17) as Run
  expect(started).toEqual({ slot: 10, missed: 0, began: 17 })
  expect(dueRun(first, spread, 26)?.slot).toBe(10)
  expect(dueRun(first, spread, 27)?.slot).toBe(20)
  expect(finished(first, started, { ...spread, now: 26 }).next).toBe(20)
  expect(finished(first, started, { ...spread, now: 27 })).toEqual({ line, next: 30, missed: 1 })
})

it('counts what is skipped, over several rings', () => {
  const minute = { line: { every: 1 }, next: 1 }
  const skipping: { late: Late; offset: number } = { late: 'skip', offset: 0 }
  const rare = { ...skipping, slots: everySlots(200_000, 0) }
  const late = { line, next: 200_000, missed: 1, attempt: { failures: 1, lost: 0 } }
  expect(dueRun(late, rare, 300_000)).toBeUndefined()
  expect(skipped(late, rare, 300_000)).toEqual({ line, next: 400_000, missed: 2 })
  expect(dueRun(minute, { ...skipping, slots: everySlots(1, 0) }, 5)?.missed).toBe(4)
})

it('waits for the next attempt after a failure', () => {
  const failed = { ...first, attempt: { failures: 1, lost: 0, retryAt: 34 } }
  expect(ringOf(failed, 0)).toBe(34)
  expect(run(failed, { at: 34, until: 34 })).toEqual({
    started: { slot: 30, missed: 2, began: 34 },
    after: { line, next: 40 },
  })
})

it('counts a slot as missed once it is given up', () => {
  const failed = { ...first, missed: 1, attempt: { failures: 3, lost: 0, retryAt: 34 } }
  const started = dueRun(failed, running(), 34) as Run
  expect(givenUp(failed, started, { ...running(), now: 34 })).toEqual({
    line,
    next: 40,
    missed: 4,
  })
})

it('never rings while the definition has no schedule of its name', () => {
  expect(ringOf({ ...first, unusedSince: 5 }, 0)).toBe(Number.POSITIVE_INFINITY)
})
