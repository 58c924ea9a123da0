import { describe, expect, it } from 'vitest'
import { assertExpires } from './assert-expires.ts'
import { assertSchedules } from './assert-schedules.ts'
import type { ObjectExpiry, Schedules } from './schedules.ts'

const run = () => {}

function configError(message: string) {
  return expect.objectContaining({
    code: 'DURABLE_OBJECT_CONFIG',
    message: expect.stringContaining(`Room ${message}`),
  })
}

describe('schedules', () => {
  it.each<Schedules>([
    {},
    { a: { every: '30m', run }, b: { cron: '0 9 * * *', timeZone: 'Europe/Berlin', run } },
    { a: { every: 1, spread: '5m', late: 'once', run } },
    { a: { every: 1, spread: 0, late: 'skip', run } },
    { a: { every: 1, late: { all: 1_000 }, cron: undefined, timeZone: undefined, run } },
  ])('that can work are let through: %j', (schedules) => {
    expect(() => assertSchedules('Room', schedules)).not.toThrow()
  })

  it.each<[schedule: unknown, message: string]>([
    [run, "has 'schedules.a' that is not an object. Write a: { every: '30m', async run() { … } }."],
    [null, "has 'schedules.a' that is not an object."],
    [{ every: '5m' }, "has no function 'schedules.a.run'. Write async run({ at, missed }) { … }."],
    [{ run }, "has 'schedules.a' with neither 'cron' nor 'every'. Give one of them."],
    [{ run, cron: 'x', every: 5 }, "has 'schedules.a' with both 'cron' and 'every'."],
    [{ run, every: '5m', at: 5 }, "has an unknown key 'schedules.a.at'. Known keys: cron, timeZ"],
    [{ run, every: 'often' }, "has 'schedules.a.every' that is 'often', which is not a duration"],
    [{ run, every: 0 }, "has 'schedules.a.every' that is 0. Use 1 ms or more."],
    [{ run, every: 5, timeZone: 'UTC' }, "has 'schedules.a.timeZone' beside 'every'. Leave it"],
    [{ run, cron: 9 }, "has 'schedules.a.cron' that is not a string."],
    [{ run, cron: '0 9 * * *', timeZone: 1 }, "has 'schedules.a.timeZone' that is not a string."],
    [{ run, every: 5, spread: 'x' }, "has 'schedules.a.spread' that is 'x', which is not a dura"],
    [{ run, every: 5, late: 'all' }, "has 'schedules.a.late' that is none. Use 'once', 'skip', or"],
    [{ run, every: 5, late: { all: 0 } }, "has 'schedules.a.late' that is none."],
    [{ run, every: 5, late: { all: 1_001 } }, 'with 1000 at most.'],
    [{ run, every: 5, late: null }, "has 'schedules.a.late' that is none."],
  ])('that cannot work are refused: %j', (schedule, message) => {
    const given = { a: schedule } as Schedules
    expect(() => assertSchedules('Room', given)).toThrow(
      expect.objectContaining({
        code: 'DURABLE_OBJECT_CONFIG',
        message: expect.stringContaining(message),
      }),
    )
  })
})

describe('expiry', () => {
  it.each<ObjectExpiry>([
    { idle: '30d' },
    { after: 5, before() {} },
    { idle: { after: '30d', reads: true }, after: '1h' },
    { idle: { after: '30d', reads: undefined } },
  ])('that can work is let through: %j', (expires) => {
    expect(() => assertExpires('Room', expires)).not.toThrow()
  })

  it.each<[expires: object, message: string]>([
    [{}, "has 'expires' without a time. Give 'idle' or 'after'."],
    [{ before() {} }, "has 'expires' without a time."],
    [{ idle: '1w' }, "has 'expires.idle' that is '1w', which is not a duration."],
    [{ after: 0 }, "has 'expires.after' that is 0. Use 1 ms or more."],
    [{ idle: {} }, "has 'expires.idle.after' that is undefined, which is not a duration."],
    [{ idle: { after: 5, writes: true } }, "has an unknown key 'expires.idle.writes'. Known keys"],
    [{ idle: { after: 5, reads: 1 } }, "has 'expires.idle.reads' that is not a boolean. Use true"],
  ])('that cannot work is refused: %j', (expires, message) => {
    expect(() => assertExpires('Room', expires as ObjectExpiry)).toThrow(configError(message))
  })
})
