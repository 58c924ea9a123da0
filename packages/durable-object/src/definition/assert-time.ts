import { fail } from '../fail.ts'
import type { AnyDurableObjectDefinition } from './definition.ts'
import { assertDuration } from './duration.ts'
import type { JobOptions } from './jobs.ts'
import { resolveSettings } from './settings.ts'

const timeKeys = ['jobs', 'schedules', 'expires'] as const

/** Throws for `jobs`, `schedules` and `expires` that cannot work. */
export function assertTime(where: string, definition: AnyDurableObjectDefinition): void {
  const key = timeKeys.find((name) => definition[name] !== undefined)
  if (!key) return
  if (resolveSettings(definition).backend === 'legacy') {
    fail(
      where,
      `has '${key}' with sqlite: false, but objects of the legacy key-value backend have none`,
      `Use alarm() { … } and ctx.storage.setAlarm(), or move to a SQLite-backed class.`,
    )
  }
  assertNoOwnJobs(where, definition)
  for (const [name, entry] of Object.entries(definition.jobs ?? {})) assertJob(where, name, entry)
}

function assertNoOwnJobs(
  where: string,
  { jobs, methods = {}, helpers = {} }: AnyDurableObjectDefinition,
): void {
  if (!jobs) return
  for (const [kind, functions] of Object.entries({ method: methods, helper: helpers })) {
    if (!Object.hasOwn(functions, 'jobs')) continue
    fail(where, `has a ${kind} 'jobs' beside the key 'jobs'`, `Rename the ${kind}.`)
  }
}

const jobKeys = ['attempts', 'backoff', 'timeout', 'concurrency', 'run', 'failed']

function assertJob(where: string, name: string, entry: unknown): void {
  const path = `jobs.${name}`
  if (typeof entry === 'function') return
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    fail(where, `has '${path}' that is not a function`, `Write ${name}(payload) { … }.`)
  }
  const options = entry as JobOptions<unknown>
  const unknown = Object.keys(options).find((key) => !jobKeys.includes(key))
  if (unknown !== undefined) {
    fail(where, `has an unknown key '${path}.${unknown}'`, `Known keys: ${jobKeys.join(', ')}.`)
  }
  if (typeof options.run !== 'function') {
    fail(where, `has no function '${path}.run'`, 'Write run(payload, job) { … }.')
  }
  if (options.failed !== undefined && typeof options.failed !== 'function') {
    fail(
      where,
      `has '${path}.failed' that is not a function`,
      'Write failed(payload, error) { … }.',
    )
  }
  assertCount(where, options.attempts, `${path}.attempts`)
  assertCount(where, options.concurrency, `${path}.concurrency`)
  if (options.timeout !== undefined) {
    assertDuration(where, options.timeout, { path: `${path}.timeout`, least: 1 })
  }
  if (options.backoff !== undefined) assertBackoff(where, options.backoff, `${path}.backoff`)
}

function assertCount(where: string, count: unknown, path: string): void {
  if (count === undefined || (Number.isSafeInteger(count) && Number(count) >= 1)) return
  fail(where, `has '${path}' that is ${String(count)}`, 'Use 1, 2, 3 and so on, or leave it out.')
}

function assertBackoff(where: string, backoff: unknown, path: string): void {
  if (!Array.isArray(backoff) || backoff.length !== 2) {
    fail(where, `has '${path}' that is not a list of two durations`, "Use ['5s', '10m'].")
  }
  for (const [index, duration] of backoff.entries()) {
    assertDuration(where, duration, { path: `${path}[${index}]` })
  }
}
