import { afterEach, expect, test, vi } from 'vitest'
import { objectOf, restartObjects } from '../calls.ts'
import { alarmOf } from '../programs.ts'
import { later } from './objects/alarms.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('an alarm that is overdue when its object wakes is set again', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const overdue = () => objectOf('Alarms', 'overdue')
  await overdue().ringAt(later)
  await restartObjects()
  const clock = vi.spyOn(Date, 'now').mockReturnValue(later + 60_000)
  await overdue().read()
  expect(await alarmOf(overdue())).toBe(later + 60_000)
  clock.mockReturnValue(later + 119_999)
  await restartObjects()
  await overdue().read()
  expect(await alarmOf(overdue())).toBe(later + 60_000)
})
