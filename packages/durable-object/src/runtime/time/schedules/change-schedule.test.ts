import { expect, it } from 'vitest'
import type { ScheduleChange } from '../../../definition/schedules.ts'
import { mergeChanges } from './change-schedule.ts'

const zone: ScheduleChange = { timeZone: 'Europe/Berlin' }
const nine: ScheduleChange = { cron: '0 9 * * *' }

it.each<[ScheduleChange | undefined, ScheduleChange, ScheduleChange]>([
  [undefined, zone, zone],
  [zone, nine, { ...zone, ...nine }],
  [{ ...zone, ...nine }, { timeZone: 'UTC' }, { ...nine, timeZone: 'UTC' }],
  [{ ...zone, ...nine }, { every: '5m' }, { every: '5m' }],
  [{ every: '5m' }, { every: 500 }, { every: 500 }],
  [{ every: '5m' }, nine, nine],
  [zone, { cron: undefined, every: '5m' }, { every: '5m' }],
])('what was set as %j is set to %j: %j', (before, given, expected) => {
  expect(mergeChanges(before, given)).toEqual(expected)
})

it.each([
  [undefined, 'A schedule cannot be set to undefined. Give cron, timeZone, or both, or every:'],
  [null, 'A schedule cannot be set to null.'],
  ['5m', 'A schedule cannot be set to string.'],
  [{}, 'Nothing of a schedule is set.'],
  [{ every: undefined }, 'Nothing of a schedule is set.'],
  [{ late: 'skip' }, "'late' of a schedule cannot be set."],
  [{ cron: 9 }, 'A schedule got 9 where a string is needed.'],
  [{ timeZone: null }, 'A schedule got null where a string is needed.'],
  [{ every: 'often' }, "'often' is not a time between two runs. Use a number of milliseconds"],
  [{ every: 0 }, "'0' is not a time between two runs."],
  [{ every: '5m', timeZone: 'UTC' }, "'every' of a schedule is set together with a time of the"],
])('cannot be set to %j', (given, message) => {
  expect(() => mergeChanges(zone, given as ScheduleChange)).toThrow(message)
})
