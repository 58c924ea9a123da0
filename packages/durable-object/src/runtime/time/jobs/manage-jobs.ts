import type { JobInfo, ObjectJobs } from '../../../definition/jobs.ts'
import type { Runs } from '../../events/handler-runner.ts'

/** What `cloudwerk objects jobs` asks of an object. */
export type JobsRequest =
  | { action: 'list' }
  | { action: 'retry'; id: string }
  | { action: 'cancel'; key: string }

/** A job as JSON. */
export interface ShownJob extends Omit<JobInfo, 'at'> {
  /** As ISO 8601. */
  at: string
}

/** What JSON has no type for is shown as what is closest to it. */
export type JobsAnswer = { jobs: ShownJob[] } | { done: boolean }

/** Waits for its turn as a call does, but neither wakes nor creates the object. */
export function manageJobs(object: Runs, request: JobsRequest): Promise<JobsAnswer> {
  const run = (self: object): JobsAnswer => {
    // Each handler has it.
    const { jobs } = (self as { ctx: { jobs: ObjectJobs } }).ctx
    if (request.action === 'retry') return { done: jobs.retry(request.id) }
    if (request.action === 'cancel') return { done: jobs.cancel(request.key) }
    return { jobs: JSON.parse(JSON.stringify(jobs.list(), shown)) as ShownJob[] }
  }
  // What `run` gives is data.
  return object.run('objects jobs', run, { sleeps: true }) as Promise<JobsAnswer>
}

function shown(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof RegExp) return String(value)
  if (value instanceof Map || value instanceof Set) return [...value]
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  return value
}
