import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cronSlots } from './cron-slots.ts'
import { decide, type Late, onTime } from './due.ts'
import { everySlots } from './slots.ts'

const minute = 60_000
const half = 30 * minute
const hour = 60 * minute

/** Half-hourly slots, of which that at 0 has run; `now` in minutes. */
function at(now: number, late: Late): object {
  const { run, missed } = decide(everySlots(half, 0), { next: half, now: now * minute, late })
  return { run: run === undefined ? run : run / minute, missed }
}

describe('of slots every half hour, the one of 0:00 has run', () => {
  it.each<[now: number, late: Late, run: number | undefined, missed: number]>([
    [30, 'once', 30, 0],
    [59, 'once', 30, 0],
    [60, 'once', 60, 1],
    [135, 'once', 120, 3],
    [30, 'skip', 30, 0],
    [31, 'skip', 30, 0],
    [32, 'skip', undefined, 1],
    [61, 'skip', 60, 1],
    [89, 'skip', undefined, 2],
    [30, { all: 100 }, 30, 0],
    [135, { all: 100 }, 30, 0],
    [135, { all: 4 }, 30, 0],
    [135, { all: 3 }, 60, 1],
    [135, { all: 1 }, 120, 3],
  ])('at minute %s, late %j runs that of minute %s and misses %s', (now, late, run, missed) => {
    expect(at(now, late)).toEqual({ run, missed })
  })
})

it('counts the slots of a cron line that was late for a day', () => {
  const nine = Date.UTC(2026, 0, 1, 9)
  const slots = cronSlots('0 * * * *', 'UTC')
  const due = { next: nine, now: nine + 24 * hour + minute }
  expect(decide(slots, { ...due, late: 'once' })).toEqual({ run: nine + 24 * hour, missed: 24 })
  expect(decide(slots, { ...due, late: { all: 5 } })).toEqual({
    run: nine + 20 * hour,
    missed: 20,
  })
})

it('runs or counts each slot once, whenever it rings', () => {
  const lates = fc.oneof(
    fc.constantFrom<Late>('once', 'skip'),
    fc.record({ all: fc.integer({ min: 1, max: 5 }) }),
  )
  const rings = fc.array(fc.integer({ min: 0, max: 5 * half }), { minLength: 1, maxLength: 50 })
  const lines = fc.constantFrom(everySlots(half, 0), cronSlots('*/30 * * * *', 'Europe/Berlin'))
  fc.assert(
    fc.property(lines, lates, rings, (slots, late, waits) => {
      let now = 0
      let next = half
      let done = 0
      for (const wait of waits) {
        now += wait
        while (next <= now) {
          const { run, missed } = decide(slots, { next, now, late })
          if (run !== undefined) {
            expect(run).toBe(next + missed * half)
            if (late === 'skip') expect(now - run).toBeLessThanOrEqual(onTime)
          }
          done += missed + (run === undefined ? 0 : 1)
          next = slots.after(run ?? now)
        }
      }
      expect(done).toBe(Math.floor(now / half))
    }),
  )
})
