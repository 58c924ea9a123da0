import { expect, it } from 'vitest'
import type { UserError } from '../user-error.ts'
import { problemsOf } from './problems.ts'
import { type Definition, readDefinition } from './read-definition.ts'
import { parseSource } from './source.ts'

function read(keys: string): Definition {
  const text = `import { defineDurableObject } from '@cloudwerk/durable-object'
const nine = '0 9 * * *'
export default defineDurableObject({
  ${keys}
})
`
  return readDefinition(parseSource('app/objects/x.ts', text))
}

function problems(keys: string): UserError[] {
  try {
    read(keys)
    return []
  } catch (error) {
    return problemsOf(error)
  }
}

it.each([
  "schedules: { digest: { cron: '0 9 * * MON-FRI', timeZone: 'Europe/Berlin', async run() {} } },",
  "schedules: { sweep: { every: 1_800_000, spread: 0, late: 'skip', async run() {} } },",
  'schedules: { sweep: { every: makeEvery(), run }, digest: { cron: lines[0], timeZone, run } },',
  'schedules: { sweep: { ...base }, digest, [name]: {} },',
  'schedules: { ...others },',
  'schedules,',
  "calls: { onceFor: '7d' },",
  "expires: { idle: '30d' },",
  "expires: { idle: { after: '30d', reads: true } },",
  'expires,',
  "jobs: { mail: { backoff: [0, '10m'], timeout: '30s', run() {} }, other() {} },",
])('a definition may have %s', (keys) => {
  expect(problems(keys)).toEqual([])
})

it.each<[keys: string, place: string, message: string, hint: string]>([
  [
    "schedules: { digest: { cron: '0 0 31 2 *', run() {} } },",
    '4:26',
    "A schedule has '0 0 31 2 *', which never comes.",
    'Check its day and month.',
  ],
  [
    "schedules: { digest: { cron: '0 9 * *', run() {} } },",
    '4:26',
    "A schedule has '0 9 * *', which is not a cron line of five fields.",
    'Write minute, hour, day of the month',
  ],
  [
    "schedules: { digest: { cron: '61 9 * * *', run() {} } },",
    '4:26',
    "A schedule has '61 9 * * *', which is not a cron line (Invalid value for minute: 61).",
    'Write minute, hour',
  ],
  [
    "schedules: { digest: { cron: nine, timeZone: 'Europe/Berln', run() {} } },",
    '4:38',
    "A schedule has the time zone 'Europe/Berln', which is not known.",
    "Use a name such as 'Europe/Berlin' or 'UTC'.",
  ],
  [
    "schedules: { digest: { cron: nine, timezone: 'UTC', run() {} } },",
    '4:38',
    'The schedule "digest" has no key "timezone".',
    'Did you mean timeZone?',
  ],
  [
    "schedules: { digest: { cron: nine, every: '5m', run() {} } },",
    '4:16',
    'The schedule "digest" has both `cron` and `every`.',
    'Give one of them.',
  ],
  [
    'schedules: { digest: { run() {} } },',
    '4:16',
    'The schedule "digest" has neither `cron` nor `every`.',
    'Give one of them.',
  ],
  [
    'schedules: { digest() {} },',
    '4:16',
    'The schedule "digest" is a function, not an object.',
    "Write `digest: { every: '30m', async run() { … } }`.",
  ],
  [
    "schedules: { sweep: { every: '5 minutes', run() {} } },",
    '4:25',
    '`every` is "5 minutes", which is not a duration.',
    "Use a number of milliseconds, or a string such as '500ms'",
  ],
  [
    "schedules: { sweep: { every: '5m', spread: 'wide', run() {} } },",
    '4:38',
    '`spread` is "wide", which is not a duration.',
    'Use a number',
  ],
  ['schedules: { sweep: { every: 0, run() {} } },', '4:25', '`every` is 0.', 'Use 1 ms or more.'],
  ['schedules: { sweep: { every: -5, run() {} } },', '4:25', '`every` is -5, which is not', 'Use'],
  ["calls: { onceFor: '1 day' },", '4:12', '`onceFor` is "1 day", which is not a', 'Use'],
  ['calls: { onceFor: 0 },', '4:12', '`onceFor` is 0.', 'Use 1 ms or more.'],
  ["expires: { after: '0s' },", '4:14', '`after` is "0s".', 'Use 1 ms or more.'],
  ["expires: { idle: '30' },", '4:14', '`idle` is "30", which is not a duration.', 'Use'],
  ["expires: { after: 'soon' },", '4:14', '`after` is "soon", which is not a', 'Use'],
  ["expires: { idle: { after: '1w' } },", '4:22', '`after` is "1w", which is not a', 'Use'],
  ["jobs: { mail: { timeout: '1x', run() {} } },", '4:19', '`timeout` is "1x", which', 'Use'],
  ["jobs: { mail: { backoff: ['1s', '1x'], run() {} } },", '4:35', '`backoff` is "1x"', 'Use'],
])('a definition is refused with %s', (keys, place, message, hint) => {
  expect(problems(keys)).toEqual([
    expect.objectContaining({
      file: `app/objects/x.ts:${place}`,
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  ])
})

it.each([
  ["schedules: { digest: { cron: '0 9 * * *', run() {} } },", true],
  ["schedules: { sweep: { every: '30m', run() {} } },", false],
  ["schedules: { sweep: { every: '30m', cron: undefined, run() {} } },", false],
  ['schedules: { sweep: { ...base, run() {} } },', true],
  ['schedules: { sweep },', true],
  ['schedules,', true],
  ['schedules: undefined,', false],
  ['', false],
])('with %s a Worker contains cron lines: %s', (keys, isIncluded) => {
  expect(read(keys).features.includes('cron')).toBe(isIncluded)
})
