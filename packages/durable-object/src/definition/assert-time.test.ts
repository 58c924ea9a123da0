import { describe, expect, it } from 'vitest'
import { assertTime } from './assert-time.ts'
import { type AnyDurableObjectDefinition, definitionMark } from './definition.ts'

function check(config: object): void {
  assertTime('Room', { ...config, [definitionMark]: true } as AnyDurableObjectDefinition)
}

const run = () => {}

describe('jobs, schedules and expiry', () => {
  it.each([
    { jobs: {}, schedules: {}, expires: { idle: '30d' } },
    { jobs: { a() {}, b: { run() {}, failed() {}, attempts: 1, concurrency: 1 } } },
    { jobs: { a: { run() {}, timeout: '30s', backoff: ['5s', 600_000], attempts: undefined } } },
    { jobs: undefined, methods: { jobs() {} } },
    { schedules: { a: { every: '30m', run() {} }, b: { cron: '0 9 * * *', run() {} } } },
    { expires: { idle: { after: '30d', reads: true }, after: 5, before() {} } },
  ])('that can work are let through: %j', (config) => {
    expect(() => check(config)).not.toThrow()
  })

  it.each<[config: object, message: string]>([
    [{ jobs: { a: 5 } }, "has 'jobs.a' that is not a function. Write a(payload) { … }."],
    [{ jobs: { a: null } }, "has 'jobs.a' that is not a function"],
    [{ jobs: { a: {} } }, "has no function 'jobs.a.run'. Write run(payload, job) { … }."],
    [{ jobs: { a: { run, retries: 5 } } }, "has an unknown key 'jobs.a.retries'. Known keys: att"],
    [{ jobs: { a: { run, failed: 5 } } }, "has 'jobs.a.failed' that is not a function"],
    [{ jobs: { a: { run, attempts: 0 } } }, "has 'jobs.a.attempts' that is 0. Use 1, 2, 3"],
    [{ jobs: { a: { run, concurrency: 1.5 } } }, "has 'jobs.a.concurrency' that is 1.5"],
    [{ jobs: { a: { run, timeout: '5 s' } } }, "has 'jobs.a.timeout' that is '5 s'"],
    [{ jobs: { a: { run, timeout: 0 } } }, "has 'jobs.a.timeout' that is 0. Use 1 ms or more"],
    [{ jobs: { a: { run, backoff: '5s' } } }, "has 'jobs.a.backoff' that is not a list of two"],
    [{ jobs: { a: { run, backoff: ['5s', 'x'] } } }, "has 'jobs.a.backoff[1]' that is 'x'"],
    [{ jobs: { a: run }, sqlite: false }, "has 'jobs' with sqlite: false, but objects of"],
    [{ expires: { after: '1h' }, sqlite: false }, "has 'expires' with sqlite: false"],
    [{ jobs: {}, helpers: { jobs: run } }, "has a helper 'jobs' beside the key 'jobs'. Rename"],
  ])('that cannot work are refused: %j', (config, message) => {
    expect(() => check(config)).toThrow(
      expect.objectContaining({
        code: 'DURABLE_OBJECT_CONFIG',
        message: expect.stringContaining(message),
      }),
    )
  })
})
