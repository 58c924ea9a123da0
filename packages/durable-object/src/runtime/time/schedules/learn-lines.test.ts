import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cronSlots } from './cron-slots.ts'
import { changed, type Learning, learnLines } from './learn-lines.ts'
import type { Line } from './lines.ts'
import { dueRun, finished, ringOf } from './runs.ts'
import { decodeSchedules, encodeSchedules, type KnownSchedule } from './schedule-row.ts'
import { everySlots, type Slots } from './slots.ts'

const day = 86_400_000
const hour = 3_600_000
const minute = 60_000

function slotsOf(line: Line, anchor: number): Slots {
  return 'every' in line ? everySlots(line.every, anchor) : cronSlots(line.cron, line.timeZone)
}

function at(now: number): Learning {
  return { now, slotsOf, canUse: (line) => !('timeZone' in line && line.timeZone === 'Gone/Zone') }
}

type Lines = Record<string, Line>

function learn(known: Record<string, KnownSchedule>, lines: Lines, now: number) {
  const learned = learnLines(
    new Map(Object.entries(known)),
    new Map(Object.entries(lines)),
    at(now),
  )
  return learned && Object.fromEntries(learned)
}

const tenth: Line = { every: 10 }
const nine: Line = { cron: '0 9 * * *', timeZone: 'UTC' }
const eight: Line = { cron: '0 8 * * *', timeZone: 'UTC' }

describe('an object that compares its schedules with the definition', () => {
  it('learns of new ones, which begin now', () => {
    expect(learn({}, { sweep: tenth, digest: nine }, 3)).toEqual({
      sweep: { line: tenth, next: 13 },
      digest: { line: nine, next: 9 * hour },
    })
  })

  it('learns nothing where none has changed, though a slot is due', () => {
    const known = { line: tenth, next: 13, missed: 2 }
    expect(learn({ sweep: known }, { sweep: tenth }, 5)).toBeUndefined()
    expect(learn({ sweep: known }, { sweep: tenth }, 500)).toBeUndefined()
    expect(learn({}, {}, 5)).toBeUndefined()
  })

  it('follows a new line from now on', () => {
    const known = { line: nine, next: 33 * hour, missed: 1 }
    expect(learn({ digest: known }, { digest: eight }, 10 * hour)).toEqual({
      digest: { line: eight, next: 32 * hour, missed: 1 },
    })
  })

  it('still runs what was due by the old line', () => {
    const known = { line: nine, next: 9 * hour }
    expect(learn({ digest: known }, { digest: eight }, 9 * hour)).toEqual({
      digest: { line: eight, next: 9 * hour },
    })
  })

  it('keeps the grid of `every`, so that versions that alternate do not put it off', () => {
    const known = { line: tenth, next: 110 }
    expect(learn({ sweep: known }, { sweep: { every: 4 } }, 105)).toEqual({
      sweep: { line: { every: 4 }, next: 108 },
    })
    expect(learn({ sweep: known }, { sweep: { every: 40 } }, 105)).toEqual({
      sweep: { line: { every: 40 }, next: 140 },
    })
  })

  it('keeps one that the definition does not have for 30 days, with its slot', () => {
    const change = { every: '10ms' as const }
    const known = { line: tenth, next: 13, missed: 2, change }
    const removed = { ...known, unusedSince: 5 }
    expect(learn({ sweep: known }, {}, 5)).toEqual({ sweep: removed })
    expect(learn({ sweep: removed }, {}, 30 * day + 4)).toBeUndefined()
    expect(learn({ sweep: removed }, {}, 30 * day + 5)).toEqual({})
    expect(learn({ sweep: removed }, { sweep: { every: 5 } }, 20 * day)).toEqual({ sweep: known })
  })
})

describe('an object that changes a schedule', () => {
  const known = { line: nine, next: 33 * hour }
  const change = { timeZone: 'America/New_York' }
  const line: Line = { cron: '0 9 * * *', timeZone: 'America/New_York' }

  it('follows what it has said, and then the definition again', () => {
    const mine = changed(known, { line: nine, change }, at(10 * hour))
    expect(mine).toEqual({ line, next: 14 * hour, change })
    expect(changed(mine, { line: nine, change: undefined }, at(11 * hour))).toEqual(known)
  })

  it('keeps its zone where the definition changes the line', () => {
    const mine = changed(known, { line: nine, change }, at(10 * hour))
    expect(learn({ digest: mine }, { digest: eight }, 11 * hour)).toEqual({
      digest: { line: { ...line, cron: '0 8 * * *' }, next: 13 * hour, change },
    })
  })
})

it('follows the definition where what it has changed is not known any more', () => {
  const change = { timeZone: 'Gone/Zone' }
  const mine = { line: { cron: '0 9 * * *', timeZone: 'Gone/Zone' }, next: 13 * hour, change }
  expect(learn({ digest: mine }, { digest: nine }, 10 * hour)).toEqual({
    digest: { line: nine, next: 33 * hour, change },
  })
})

it('what is stored is what is read, and newer data is not read', () => {
  const known = new Map<string, KnownSchedule>([
    ['sweep', { line: tenth, next: 13, attempt: { failures: 1, lost: 2, retryAt: 40 } }],
    ['__proto__', { line: nine, next: 5, change: { timeZone: 'UTC' }, unusedSince: 5 }],
  ])
  expect(decodeSchedules(encodeSchedules(known))).toEqual(known)
  expect(decodeSchedules('[2,{}]')).toBeUndefined()
})

interface Step {
  version: 0 | 1
  wait: number
}

/** Two versions of the code that serve an object in turn, which also rings when it is due. */
function alternate(versions: readonly Lines[], steps: readonly Step[]) {
  const runs: { name: string; slot: number; missed: number }[] = []
  let known = learnLines(new Map(), new Map(Object.entries(versions[0] ?? {})), at(0)) ?? new Map()
  let now = 0
  for (const { version, wait } of steps) {
    now += wait
    const lines = new Map(Object.entries(versions[version] ?? {}))
    known = learnLines(known, lines, at(now)) ?? known
    for (const [name, schedule] of known) {
      if (ringOf(schedule, 0) > now) continue
      const running = {
        late: 'once' as const,
        offset: 0,
        slots: slotsOf(schedule.line, schedule.next),
        now,
      }
      const run = dueRun(schedule, running, now)
      if (!run) throw new Error('Nothing is due.')
      runs.push({ name, slot: run.slot, missed: run.missed })
      known.set(name, finished(schedule, run, running))
    }
  }
  return { runs, known, now }
}

const steps = fc.array(
  fc.record({
    version: fc.constantFrom<0 | 1>(0, 1),
    wait: fc.integer({ min: 0, max: 40 * minute }),
  }),
  { minLength: 1, maxLength: 200 },
)

describe('two versions of the code that alternate', () => {
  it('run or count each slot once, where only their other schedules differ', () => {
    const half: Line = { cron: '*/30 * * * *', timeZone: 'Europe/Berlin' }
    const versions: Lines[] = [{ half, more: { every: 7 * minute } }, { half }]
    fc.assert(
      fc.property(steps, (given) => {
        const { runs, now } = alternate(versions, given)
        const halves = runs.filter(({ name }) => name === 'half')
        let last = 0
        for (const { slot, missed } of halves) {
          expect(slot).toBe(last + (missed + 1) * 30 * minute)
          last = slot
        }
        expect(now - last).toBeLessThan(30 * minute)
      }),
    )
  })

  it('never run a slot twice, and lose none that the object knew', () => {
    const changedLines: [Lines, Lines][] = [
      [{ a: { every: 10 * minute } }, { a: { every: 25 * minute } }],
      [
        { a: { cron: '0 * * * *', timeZone: 'UTC' } },
        { a: { cron: '20 * * * *', timeZone: 'UTC' } },
      ],
      [{ a: { every: 30 * minute } }, { a: { cron: '*/20 * * * *', timeZone: 'UTC' } }],
      [{ a: { every: 30 * minute } }, {}],
    ]
    fc.assert(
      fc.property(fc.constantFrom(...changedLines), steps, (versions, given) => {
        const { runs, known, now } = alternate(versions, given)
        const slots = runs.map(({ slot }) => slot)
        expect(new Set(slots).size).toBe(slots.length)
        expect(slots).toEqual(slots.toSorted((a, b) => a - b))
        const schedule = known.get('a')
        if (schedule && schedule.unusedSince === undefined) {
          expect(ringOf(schedule, 0)).toBeGreaterThan(now)
          expect(schedule.next).toBeGreaterThan(slots.at(-1) ?? 0)
        }
      }),
    )
  })

  it('run a schedule that is always in one of them, however often they alternate', () => {
    const versions = [{ a: { every: 10 * minute } }, { a: { every: 30 * minute } }]
    fc.assert(
      fc.property(steps, (given) => {
        const { runs, now } = alternate(versions, given)
        let last = 0
        for (const { slot } of [...runs, { slot: now }]) {
          // A ring waits for the next step, and the longer of the two lines may have gone before it.
          expect(slot - last).toBeLessThanOrEqual((30 + 40 + 30) * minute)
          last = slot
        }
      }),
    )
  })
})
