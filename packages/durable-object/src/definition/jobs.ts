import type { AnyValue } from './any-value.ts'
import type { Duration } from './duration.ts'

/** One attempt of a job: the last argument of its `run` and `failed`. */
export interface Job {
  /** Identifies the job among all jobs of all objects; the same at each attempt. */
  readonly id: string
  /** 1 at the first attempt. In `failed`, the number of attempts that failed. */
  readonly attempt: number
  /**
   * Runs `fn` and keeps its result, so that a later attempt gets that instead of running `fn` again. The
   * result is on disk before this resolves: a commit of its own, which stays where the attempt fails. With
   * `sqlite: true` it also commits what the handler has changed so far, as `this.outside` does. What `fn`
   * throws is not kept.
   *
   * Results are plain data, as in the state, of up to 128 KB.
   *
   * @throws Error for a step that this attempt has asked for already, and inside a transaction.
   * @throws DurableObjectLimitError for a result that is too large.
   */
  once<T>(step: string, fn: () => T | Promise<T>): Promise<T>
  /**
   * A key for the other side of a step, the same at each attempt and for no other job or step. A process
   * can die after the other side has done its part and before `once` has kept the result; by this key the
   * other side knows that the next call is the same one.
   */
  key(step: string): string
}

/** A job of a definition that says more than what it runs. */
export interface JobOptions<Payload> {
  /** How often it is tried, at least 1. Default: 5. */
  attempts?: number
  /**
   * The shortest and the longest pause before the next attempt. It doubles from the first to the second,
   * and a random part of it is waited. Default: `['2s', '1h']`.
   */
  backoff?: readonly [shortest: Duration, longest: Duration]
  /**
   * How long an attempt can take, time in `this.outside` included, before it is undone and counts as
   * failed. Default: 5 minutes.
   */
  timeout?: Duration
  /** How many jobs of this name can be under way at once, while they are in `this.outside`. Default: 10. */
  concurrency?: number
  /**
   * Does the work, as a handler of the object. Its changes are stored together with the end of the job, so
   * they happen exactly once; what it does outside the object happens at least once.
   */
  run(payload: Payload, job: Job): unknown
  /**
   * Runs after the last attempt has failed, as a handler of its own, and is tried again like `run` where it
   * fails. Annotate its payload as in `run`.
   */
  failed?(payload: Payload, error: Error, job: Job): unknown
}

/** One of the `jobs` of a definition: what it runs, or an object with `run` and options. */
export type JobEntry<Payload> = ((payload: Payload, job: Job) => unknown) | JobOptions<Payload>

/** The `jobs` of a definition, by name. */
export type JobEntries = Readonly<Record<string, JobEntry<never>>>

/** When and how a job is enqueued. */
export interface EnqueueOptions {
  /** How long it waits before its first attempt. */
  delay?: Duration
  /** When its first attempt is due, instead of `delay`. */
  at?: Date | number
  /**
   * Identifies the job within its object, whatever its name is. The same key never runs twice at once: a
   * job with the key of one that runs waits behind it, also where that one fails and is tried again.
   */
  key?: string
  /**
   * What happens where a job with this key waits already: `'replace'` removes that one, `'keep'` leaves it
   * and enqueues nothing, `'error'` throws. Default: `'replace'`.
   */
  onKey?: 'replace' | 'keep' | 'error'
}

/**
 * Enqueues a job, which is stored with the handler's commit, and gives its id; with `onKey: 'keep'`, that
 * of the job that stays. A job whose `run` has no parameter takes the options in place of an argument too.
 *
 * @throws DurableObjectLimitError for an argument of more than 128 KB, or with 10,000 jobs waiting.
 * @throws TypeError for an argument that is not plain data, with its place.
 */
export type Enqueue<Payload> = unknown extends Payload
  ? (payload?: AnyValue, options?: EnqueueOptions) => string
  : (payload: Payload, options?: EnqueueOptions) => string

/** `this.jobs`: enqueues the jobs of the definition, by their names. */
export type JobQueue<Payloads> = {
  readonly [Name in keyof Payloads]: Enqueue<Payloads[Name]>
}

/** A job that an object has stored. */
export interface JobInfo {
  /** As in `Job`. */
  id: string
  /** Its name in the definition. */
  name: string
  /** The key that it was enqueued with. */
  key: string | undefined
  /**
   * `'waiting'` for its time, its turn, or the end of one with the same key; `'running'`; `'dead'` after its
   * last attempt; `'orphaned'` where the definition has no job of this name any more.
   */
  status: 'waiting' | 'running' | 'dead' | 'orphaned'
  /** The argument that it was enqueued with. */
  payload: AnyValue
  /** When its next attempt is due; of a dead job, when it failed. */
  at: Date
  /** How many attempts have failed. */
  failures: number
  /** The message of the last failure. */
  error: string | undefined
}

/** `ctx.jobs`: the jobs that the object has stored, including what this handler has enqueued. */
export interface ObjectJobs {
  /** Those that wait, run, or are dead, in the order in which they are due. */
  list(): JobInfo[]
  /** Removes the jobs with this key that wait. Gives whether there were any. */
  cancel(key: string): boolean
  /** Makes a job due now, with all of its attempts, though it is dead. Gives whether there is such a job. */
  retry(id: string): boolean
}
