import { DueList } from './due-list.ts'
import { isRunning, type StoredJob } from './stored-job.ts'

/** The jobs of one object, as they are stored. */
export class JobIndex {
  readonly #byRow = new Map<number, StoredJob>()
  /** Those that wait, by name. */
  readonly #waiting = new Map<string, DueList>()
  /** Those that wait and have a key, by that. */
  readonly #byKey = new Map<string, StoredJob[]>()
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

  /** Those with this key that wait to run, and can be replaced. */
  waitingWith(key: string): StoredJob[] {
    const jobs = this.#byKey.get(key) ?? []
    return jobs.filter(({ status }) => status === 'waiting')
  }

  /**
   * Those that wait, have the key of this one and came before it. There are such where this one was enqueued
   * while they ran, and they are to run again.
   */
  before({ key, row }: StoredJob): StoredJob[] {
    if (key === undefined) return []
    return (this.#byKey.get(key) ?? []).filter((other) => other.row < row)
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
    const others = (this.#byKey.get(job.key) ?? []).filter((other) => other !== job)
    if (others.length > 0) this.#byKey.set(job.key, others)
    else this.#byKey.delete(job.key)
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
    this.#byKey.set(job.key, [...(this.#byKey.get(job.key) ?? []), job])
  }
}

function waits(job: StoredJob): boolean {
  return job.status !== 'dead' && !isRunning(job)
}
