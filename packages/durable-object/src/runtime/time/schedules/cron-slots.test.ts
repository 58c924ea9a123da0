import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedSlots, latestAlarm } from '../../../limits.ts'
import { cronSlots } from './cron-slots.ts'

const minute = 60_000

function slotsFrom(cron: string, timeZone: string, [from, count]: [from: string, count: number]) {
  const line = cronSlots(cron, timeZone)
  const slots: string[] = []
  for (let time = Date.parse(from); slots.length < count; ) {
    time = line.after(time)
    slots.push(new Date(time).toISOString().slice(0, 16))
  }
  return slots
}

describe('a local time that a change of the clock leaves out is due at the end of the gap', () => {
  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00Z', ['28T01:30', '29T01:00', '30T00:30']],
    ['30 2,14 * * *', 'Europe/Berlin', '2026-03-28T20:00Z', ['29T01:00', '29T12:30']],
    ['15 2 * * *', 'America/New_York', '2026-03-07T00:00Z', ['07T07:15', '08T07:00', '09T06:15']],
    [
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-02T00:00Z',
      ['02T15:45', '03T15:30', '04T15:15'],
    ],
  ])('%s in %s after %s', (cron, timeZone, from, expected) => {
    const month = from.slice(0, 8)
    const slots = slotsFrom(cron, timeZone, [from, expected.length])
    expect(slots).toEqual(expected.map((slot) => `${month}${slot}`))
  })
})

describe('a local time that comes twice is due once', () => {
  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00Z', ['24T00:30', '25T00:30', '26T01:30']],
    ['30 1 * * *', 'America/New_York', '2026-11-01T00:00Z', ['01T05:30', '02T06:30', '03T06:30']],
    [
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-03T00:00Z',
      ['03T14:45', '04T14:45', '05T15:15'],
    ],
  ])('%s in %s after %s', (cron, timeZone, from, expected) => {
    const month = from.slice(0, 8)
    const slots = slotsFrom(cron, timeZone, [from, expected.length])
    expect(slots).toEqual(expected.map((slot) => `${month}${slot}`))
  })
})

/** The days around both changes of the clock in 2026. */
const changes: Record<string, [string, string]> = {
  'Europe/Berlin': ['2026-03-28', '2026-10-24'],
  'America/New_York': ['2026-03-07', '2026-10-31'],
  'Australia/Lord_Howe': ['2026-04-03', '2026-10-02'],
}

const changing = Object.entries(changes).flatMap(([timeZone, days]) =>
  days.map((day): [timeZone: string, day: string] => [timeZone, day]),
)

describe.each(changing)('in %s, from %s on', (timeZone, day) => {
  const from = Date.parse(`${day}T00:00Z`)
  const local = localMinutes(timeZone, from)
  const minutes = fc.integer({ min: 0, max: 59 })
  const hours = fc.integer({ min: 0, max: 23 })

  it('a fixed time is due once on each day, at that time or at the end of the gap', () => {
    fc.assert(
      fc.property(minutes, hours, (m, h) => {
        const line = cronSlots(`${m} ${h} * * *`, timeZone)
        const wanted = h * 60 + m
        for (const [start, end] of localDays(local)) {
          const day = local.slice(start, end)
          const exact = day.findIndex(({ minute }) => minute === wanted)
          const index = exact >= 0 ? exact : day.findIndex(({ minute }) => minute > wanted)
          const slot = day[index]?.time ?? 0
          expect(line.after((day[0]?.time ?? 0) - minute)).toBe(slot)
          expect(line.after(slot)).toBeGreaterThan(day.at(-1)?.time ?? 0)
        }
      }),
    )
  })

  it.each(['*/5 * * * *', '*/30 * * * *', '*/20 1-3 * * *'])(
    'the line %s follows the time that passes',
    (cron) => {
      const line = cronSlots(cron, timeZone)
      const [, step, hours] = /^\*\/(\d+) (\S+)/.exec(cron) ?? []
      const isHour = (m: number): boolean => hours === '*' || (m >= 60 && m < 240)
      const slots = local.filter(({ minute }) => minute % Number(step) === 0 && isHour(minute))
      let time = from - 1
      for (const { time: slot } of slots) {
        time = line.after(time)
        expect(time).toBe(slot)
      }
    },
  )

  it('what is looked up backwards is what came forwards', () => {
    const crons = fc.constantFrom('30 2 * * *', '*/30 * * * *', '0 1-3 * * *', '15 1,2 * * *')
    fc.assert(
      fc.property(crons, fc.integer({ min: 0, max: 4 * 1440 }), (cron, passed) => {
        const line = cronSlots(cron, timeZone)
        const now = from + passed * minute
        const slots: number[] = []
        for (let slot = line.after(from); slot <= now; slot = line.after(slot)) {
          slots.push(slot)
        }
        const [first] = slots
        if (first === undefined) return
        expect(line.count(first, now)).toBe(slots.length)
        expect(line.upTo(now, slots.length)).toEqual(slots)
        expect(line.upTo(now, 1)).toEqual(slots.slice(-1))
      }),
      { numRuns: 30 },
    )
  })
})

interface LocalMinute {
  time: number
  day: string
  /** Since the local midnight, by the clock on the wall. */
  minute: number
}

/** Each minute of four days, as a clock on the wall shows it. */
function localMinutes(timeZone: string, from: number): LocalMinute[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' },
    hourCycle: 'h23',
  })
  return Array.from({ length: 4 * 1440 }, (_, index) => {
    const time = from + index * minute
    const parts = Object.fromEntries(
      format.formatToParts(time).map(({ type, value }) => [type, value]),
    )
    const { day, month, hour, minute: minutes } = parts
    return { time, day: `${month}-${day}`, minute: Number(hour) * 60 + Number(minutes) }
  })
}

/** Where the whole days among them begin and end. */
function localDays(minutes: readonly LocalMinute[]): [start: number, end: number][] {
  const starts = minutes.flatMap(({ day }, index) =>
    index > 0 && minutes[index - 1]?.day !== day ? [index] : [],
  )
  return starts.slice(0, -1).map((start, index) => [start, starts[index + 1] ?? minutes.length])
}

describe('a cron line that cannot work', () => {
  it.each([
    ['0 0 31 2 *', 'UTC', "'0 0 31 2 *', which never comes. Check its day and month."],
    ['0 0 30 FEB *', 'UTC', 'never comes'],
    ['0 0 31 4,6,9,11 *', 'UTC', 'never comes'],
    [
      '61 * * * *',
      'UTC',
      "'61 * * * *', which is not a cron line (Invalid value for minute: 61). W",
    ],
    ['0 24 * * *', 'UTC', 'Invalid value for hour: 24'],
    ['0 9 * * MONDAY', 'UTC', 'is not a cron line'],
    ['5-1 * * * *', 'UTC', 'is not a cron line'],
    ['*/0 * * * *', 'UTC', 'is not a cron line'],
    ['', 'UTC', "'', which is not a cron line of five fields. Write minute, hour, day of the mo"],
    ['0 9 * *', 'UTC', 'five fields'],
    ['0 0 9 * * *', 'UTC', 'five fields'],
    ['@daily', 'UTC', 'five fields'],
    ['2026-01-01T00:00:00', 'UTC', 'five fields'],
    ['0 9 * * *', 'Europe/Berln', "the time zone 'Europe/Berln', which is not known. Use a name"],
    ['0 9 * * *', '', "the time zone '', which is not known"],
  ])('%j in %j says %j', (cron, timeZone, message) => {
    expect(() => cronSlots(cron, timeZone)).toThrow(RangeError)
    expect(() => cronSlots(cron, timeZone)).toThrow(message)
  })

  it.each(['0 0 29 2 *', '0 0 29 2 +MON', '0 0 L * *', '0 0 31 2 MON', '0  9 * * mon-fri'])(
    'is not %j',
    (cron) => {
      expect(() => cronSlots(cron, 'Europe/Berlin')).not.toThrow()
    },
  )
})

it('has no slot behind the last alarm of the platform', () => {
  expect(cronSlots('0 0 1 1 *', 'UTC').after(latestAlarm)).toBe(latestAlarm)
})

it('counts slots up to a limit', () => {
  const line = cronSlots('* * * * *', 'Europe/Berlin')
  expect(line.count(0, 100 * minute)).toBe(101)
  expect(line.count(0, 1e10)).toBe(countedSlots)
})
