import type { AnyDurableObjectDefinition } from '../../../definition/definition.ts'
import { type Duration, toMilliseconds } from '../../../definition/duration.ts'
import type { Job } from '../../../definition/jobs.ts'
import { defaultAttempts, defaultBackoff } from '../attempts.ts'

/** One of the `jobs` of a definition, with defaults for what it leaves out. */
export interface JobKind {
  readonly name: string
  readonly attempts: number
  /** The shortest and the longest pause between two attempts, in milliseconds. */
  readonly backoff: readonly [shortest: number, longest: number]
  /** In milliseconds. */
  readonly timeout: number
  readonly concurrency: number
  run(this: object, payload: unknown, job: Job): unknown
  failed?: ((this: object, payload: unknown, error: Error, job: Job) => unknown) | undefined
}

const defaults = {
  attempts: defaultAttempts,
  backoff: defaultBackoff as readonly Duration[],
  timeout: '5m' satisfies Duration as Duration,
  concurrency: 10,
}

export function kindsOf({ jobs = {} }: AnyDurableObjectDefinition): ReadonlyMap<string, JobKind> {
  const kinds = Object.entries(jobs).map(([name, entry]): [string, JobKind] => {
    const { backoff, timeout, ...options } = {
      ...defaults,
      ...(typeof entry === 'function' ? { run: entry } : given(entry)),
    }
    const [shortest = 0, longest = 0] = backoff.map(toMilliseconds)
    return [
      name,
      { ...options, name, backoff: [shortest, longest], timeout: toMilliseconds(timeout) },
    ]
  })
  return new Map(kinds)
}

/** Without what is there and undefined, which would hide a default. */
function given<T extends object>(entry: T): T {
  const entries = Object.entries(entry).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as T
}
