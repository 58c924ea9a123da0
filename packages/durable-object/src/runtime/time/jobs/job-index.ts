import { DueList } from './due-list.ts'
import { isRunning, type StoredJob } from './stored-job.ts'

/** The jobs of one object, as they are stored. */
export class JobIndex {
  readonly #byRow = new Map<number, StoredJob>()
  /** Those that wait, by name. */
  readonly #waiting = new Map<string, DueList>()
  readonly #byKey = new Map<string, StoredJob>()
  /** The keys of those that wait for their `failed`. */
  readonly #failing = new Map<string, number>()
  #count = 0
  #lastRow = 0

  constructor(jobs: Iterable<StoredJob>) {
    for (const job of jobs) this.apply(job.row, job)
  }

  get lastRow(): number {
    return this.#lastRow
  }

  /** How many wait or run. */
  get waiting(): number {
    return this.#count
  }

  get(row: number): StoredJob | undefined {
    return this.#byRow.get(row)
  }

  all(): Iterable<StoredJob> {
    return this.#byRow.values()
  }

  /** The one with this key that waits to run, and can be replaced. */
  waitingWith(key: string): StoredJob | undefined {
    return this.#byKey.get(key)
  }

  /** Whether a job with this key has failed and waits to say so, which comes first. */
  isFailing(key: string | undefined): boolean {
    return key !== undefined && (this.#failing.get(key) ?? 0) > 0
  }

  /** Those that wait, by their names. */
  queues(): Iterable<[name: string, jobs: Iterable<StoredJob>]> {
    return this.#waiting
  }

  /** Undefined where it is gone. */
  apply(row: number, job: StoredJob | undefined): void {
    const before = this.#byRow.get(row)
    if (before) this.#forget(before)
    if (job) this.#note(job)
  }

  #forget(job: StoredJob): void {
    this.#byRow.delete(job.row)
    if (job.status !== 'dead') this.#count -= 1
    if (!waits(job)) return
    this.#waiting.get(job.name)?.remove(job)
    if (job.key === undefined) return
    if (job.status === 'failing') this.#countFailing(job.key, -1)
    else if (this.#byKey.get(job.key) === job) this.#byKey.delete(job.key)
  }

  #note(job: StoredJob): void {
    this.#lastRow = Math.max(this.#lastRow, job.row)
    this.#byRow.set(job.row, job)
    if (job.status !== 'dead') this.#count += 1
    if (!waits(job)) return
    const list = this.#waiting.get(job.name) ?? new DueList()
    this.#waiting.set(job.name, list)
    list.add(job)
    if (job.key === undefined) return
    if (job.status === 'failing') this.#countFailing(job.key, 1)
    else this.#byKey.set(job.key, job)
  }

  #countFailing(key: string, difference: number): void {
    const count = (this.#failing.get(key) ?? 0) + difference
    if (count > 0) this.#failing.set(key, count)
    else this.#failing.delete(key)
  }
}

function waits(job: StoredJob): boolean {
  return job.status !== 'dead' && !isRunning(job)
}
