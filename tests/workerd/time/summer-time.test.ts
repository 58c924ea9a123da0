import { testTime } from '@cloudwerk/durable-object/testing'
import { expect, test } from 'vitest'
import { perform, release } from './scheduled.ts'

const minute = 60_000

interface Change {
  timeZone: string
  /** The day before, in UTC. */
  from: string
  cron: string
  /** When it runs on the three days around the change, in UTC: month, day and time. */
  expected: string[]
}

const changes: Change[] = [
  {
    timeZone: 'Europe/Berlin',
    from: '2026-03-27T12:00Z',
    cron: '30 2 * * *',
    expected: ['03-28T01:30', '03-29T01:00', '03-30T00:30'],
  },
  {
    timeZone: 'Europe/Berlin',
    from: '2026-10-23T12:00Z',
    cron: '30 2 * * *',
    expected: ['10-24T00:30', '10-25T00:30', '10-26T01:30'],
  },
  {
    timeZone: 'America/New_York',
    from: '2026-03-06T12:00Z',
    cron: '15 2 * * *',
    expected: ['03-07T07:15', '03-08T07:00', '03-09T06:15'],
  },
  {
    timeZone: 'America/New_York',
    from: '2026-10-30T12:00Z',
    cron: '30 1 * * *',
    expected: ['10-31T05:30', '11-01T05:30', '11-02T06:30'],
  },
  {
    timeZone: 'Australia/Lord_Howe',
    from: '2026-10-02T00:00Z',
    cron: '15 2 * * *',
    expected: ['10-02T15:45', '10-03T15:30', '10-04T15:15'],
  },
  {
    timeZone: 'Australia/Lord_Howe',
    from: '2026-04-03T00:00Z',
    cron: '45 1 * * *',
    expected: ['04-03T14:45', '04-04T14:45', '04-05T15:15'],
  },
]

test.each(changes)(
  'in $timeZone from $from on, a time of the day runs once a day, and a step follows the time that passes',
  async ({ timeZone, from, cron, expected }) => {
    const time = testTime(from)
    const daily: string[] = []
    const steps: number[] = []
    await release({
      schedules: {
        daily: {
          ...{ cron, timeZone, spread: 0 },
          run: ({ at }: { at: Date }) => void daily.push(at.toISOString().slice(5, 16)),
        },
        steps: {
          ...{ cron: '*/30 * * * *', timeZone, spread: 0 },
          run: ({ at }: { at: Date }) => void steps.push(at.getTime()),
        },
      },
    })
    await perform(`${timeZone} ${from}`, (self) => {
      self.state.touched += 1
    })
    await time.advance('3d')
    expect(daily).toEqual(expected)
    const start = Date.parse(from)
    const halves = Array.from({ length: 3 * 48 }, (_, index) => start + (index + 1) * 30 * minute)
    expect(steps).toEqual(halves)
  },
)
