import { describe, expect, expectTypeOf, it } from 'vitest'
import { assertDuration, type Duration, parseDuration, toMilliseconds } from './duration.ts'

const day = 86_400_000

describe('a duration', () => {
  it.each<[Duration, number]>([
    [0, 0],
    [1500, 1500],
    [1.4, 1],
    ['0s', 0],
    ['500ms', 500],
    ['10s', 10_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['30d', 30 * day],
    ['36500d', 36_500 * day],
  ])('%j is %s milliseconds', (duration, milliseconds) => {
    expect(parseDuration(duration)).toBe(milliseconds)
    expect(toMilliseconds(duration)).toBe(milliseconds)
    expect(() => assertDuration('Counter', duration, { path: 'expires.after' })).not.toThrow()
  })

  it.each([
    '',
    '5',
    's',
    '-5s',
    '5 s',
    '5S',
    '1e3s',
    '5min',
    '5s\n',
    '.5s',
    '36501d',
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    36_501 * day,
    null,
    undefined,
    ['5s'],
  ])('is not %j', (given) => {
    expect(parseDuration(given)).toBeUndefined()
    expect(() => assertDuration('Counter', given, { path: 'expires.after' })).toThrow(
      expect.objectContaining({ code: 'DURABLE_OBJECT_CONFIG' }),
    )
  })

  it('is typed, so that an editor knows the units', () => {
    expectTypeOf<'10s' | '1.5h' | 500>().toExtend<Duration>()
    expectTypeOf<Extract<'10min' | 'soon', Duration>>().toEqualTypeOf<never>()
    expectTypeOf<Extract<string, Duration>>().toEqualTypeOf<never>()
  })
})

it('says where a wrong duration is and what to write', () => {
  expect(() => assertDuration('Counter', '5min', { path: 'schedules.sweep.every' })).toThrow(
    "Counter has 'schedules.sweep.every' that is '5min', which is not a duration. Use a number of milliseconds, or a string such as '500ms'",
  )
  expect(() => assertDuration('Counter', { s: 5 }, { path: 'expires.idle' })).toThrow(
    "Counter has 'expires.idle' that is an object, which is not a duration.",
  )
})

it('says where a duration is too short', () => {
  const rule = { path: 'schedules.sweep.every', least: 1_000 }
  expect(() => assertDuration('Counter', '1s', rule)).not.toThrow()
  expect(() => assertDuration('Counter', '999ms', rule)).toThrow(
    "Counter has 'schedules.sweep.every' that is '999ms'. Use 1000 ms or more.",
  )
})
