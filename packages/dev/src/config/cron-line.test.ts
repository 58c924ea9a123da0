import { expect, it } from 'vitest'
import { findCronFault, parseCron } from './cron-line.ts'

const from = new Date('2026-11-27T12:00:00Z')
const next = (line: string) => parseCron(line).nextRun(from)?.toISOString()

// The examples of Cloudflare's own page, whose weekdays begin with 1 for Sunday.
it.each([
  ['*/30 * * * *', '2026-11-27T12:30:00.000Z'],
  ['0 17 * * sun', '2026-11-29T17:00:00.000Z'],
  ['0 17 * * 1', '2026-11-29T17:00:00.000Z'],
  ['10 7 * * 2-6', '2026-11-30T07:10:00.000Z'],
  ['0 18 * * 6L', '2026-11-27T18:00:00.000Z'],
  ['0 18 * * friL', '2026-11-27T18:00:00.000Z'],
  ['59 23 LW * *', '2026-11-30T23:59:00.000Z'],
  ['0 15 1 * *', '2026-12-01T15:00:00.000Z'],
])('%s is next due at %s', (line, time) => {
  expect(next(line)).toBe(time)
})

it.each([
  ['0 * * *', 'it has 4 fields and not five'],
  ['0 0 * * * *', 'it has 6 fields and not five'],
  ['@daily', 'it has 1 field and not five'],
  ['61 * * * *', expect.stringContaining('61')],
  ['0 0 31 2 *', 'it never falls due'],
])('%s is not valid', (line, fault) => {
  expect(findCronFault(line)).toEqual(fault)
})

it('a valid line has no fault', () => {
  expect(findCronFault('0 3 * * mon')).toBeUndefined()
})
