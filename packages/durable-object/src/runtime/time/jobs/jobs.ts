import type { Turn } from '../../turns/turn.ts'
import { clock } from '../clock.ts'
import type { ObjectTime } from '../object-time.ts'
import { changesOf } from '../time-changes.ts'
import type { TimeSource } from '../time-source.ts'
import { JobIndex } from './job-index.ts'
import type { JobKind } from './job-kinds.ts'
import { type JobContent, JobRows } from './job-rows.ts'
import { type JobChange, JobView } from './job-view.ts'
import { beginJob } from './run-job.ts'
import { isRunning, type StoredJob } from './stored-job.ts'

/** A job that an object in memory runs. */
export interface ActiveJob {
  readonly name: string
  readonly key: string | undefined
  /** When its row says that it has been lost, if this object is not there any more. */
  lease: number
  /** Its turn, once that has begun. */
  turn: Turn | undefined
  /** Settles when its end is stored. */
  run: Promise<void> | undefined
}

export interface NewJob {
  name: string
  key: string | undefined
  due: number
  /** As `encodeData` gives it. */
  payload: string
}

/** The jobs of one object. */
export class Jobs implements TimeSource {
  readonly time: ObjectTime
  readonly kinds: ReadonlyMap<string, JobKind>
  readonly rows: JobRows
  readonly active: Map<number, ActiveJob> = new Map()
  /** What was thrown by jobs whose `failed` is still to run, by row. After a restart only the message is left. */
  readonly thrown: Map<number, Error> = new Map()
  #index: JobIndex | undefined
  /** Also of jobs that were never stored. */
  #lastRow = 0

  constructor(time: ObjectTime, kinds: ReadonlyMap<string, JobKind>) {
    this.time = time
    this.kinds = kinds
    this.rows = new JobRows(time.object.storage)
  }

  reset(): void {
    this.#index = undefined
    this.rows.reset()
  }

  get index(): JobIndex {
    // Where a commit has failed since, this calls `reset`.
    const { isShared } = this.time
    this.#index ??= this.#load(isShared)
    return this.#index
  }

  #load(isShared: boolean): JobIndex {
    const stored = isShared ? this.rows.load() : []
    const index = new JobIndex(stored.map((job) => (this.#isLost(job) ? found(job) : job)))
    this.#lastRow = Math.max(this.#lastRow, index.lastRow)
    return index
  }

  #isLost(job: StoredJob): boolean {
    return isRunning(job) && !this.active.has(job.row)
  }

  view(turn: Turn): JobView {
    const apply = (row: number, change: JobChange): void => this.#apply(row, change)
    return changesOf(this.time, turn).view(this, () => new JobView(() => this.index, apply))
  }

  #apply(row: number, { job, payload }: JobChange): void {
    const { index } = this
    const isStored = index.get(row) !== undefined
    if (!job && isStored) this.rows.remove(row)
    else if (job && isStored) this.rows.update(job)
    else if (job) this.rows.insert(job, payload ?? 'null')
    index.apply(row, job)
    if (!job || !isRunning(job)) this.active.delete(row)
  }

  add(turn: Turn, { payload, ...given }: NewJob): string {
    void this.index
    this.#lastRow += 1
    const row = this.#lastRow
    const id = crypto.randomUUID()
    const fresh = { failures: 0, lost: 0, error: undefined, status: 'waiting' } as const
    this.view(turn).set(turn, row, { job: { ...given, ...fresh, row, id }, payload })
    return id
  }

  replace(turn: Turn, job: StoredJob): void {
    this.view(turn).set(turn, job.row, { job })
  }

  remove(turn: Turn, { row }: StoredJob): void {
    this.view(turn).set(turn, row, { job: undefined })
  }

  /** Whether the job is stored, and was not deleted with its object. */
  has({ row }: StoredJob): boolean {
    return this.time.isShared && this.index.get(row) !== undefined
  }

  /** What is stored of a job; undefined where it is gone, also with its object. */
  content(row: number): JobContent | undefined {
    return this.time.isShared ? this.rows.find(row) : undefined
  }

  countWaiting(turn: Turn): number {
    return this.index.waiting + this.view(turn).added
  }

  get settling(): Promise<unknown> | undefined {
    const ended = [...this.active.values()].filter(({ turn }) => turn && !turn.alive)
    return ended.length > 0 ? Promise.all(ended.map(({ run }) => run)) : undefined
  }

  nextDue(): number | undefined {
    const leases = Array.from(this.active.values(), ({ lease }) => lease)
    const times = [this.#nextRunnable()?.due, ...leases].filter((due) => due !== undefined)
    return times.length > 0 ? Math.min(...times) : undefined
  }

  /** The job that runs next, of those that can. */
  #nextRunnable(): StoredJob | undefined {
    const running = new Map<string, number>()
    const keys = new Set<string | undefined>()
    for (const { name, key } of this.active.values()) {
      running.set(name, (running.get(name) ?? 0) + 1)
      if (key !== undefined) keys.add(key)
    }
    let next: StoredJob | undefined
    for (const [name, jobs] of this.index.queues()) {
      const kind = this.kinds.get(name)
      // Without code it waits until there is some again.
      if (!kind || (running.get(name) ?? 0) >= kind.concurrency) continue
      for (const job of jobs) {
        if (keys.has(job.key) || this.#isBehind(job)) continue
        if (!next || job.due < next.due || (job.due === next.due && job.row < next.row)) next = job
        break
      }
    }
    return next
  }

  /** Whether another job with its key comes first, such as one that is tried again. */
  #isBehind(job: StoredJob): boolean {
    return this.index.before(job).some(({ name }) => this.kinds.has(name))
  }

  async runNext(): Promise<void> {
    const next = this.#nextRunnable()
    if (next && next.due === this.nextDue()) return beginJob(this, next.row)
    // Its timeout ends it, at the latest when what it does lets others have the object.
    for (const job of this.active.values()) {
      if (job.lease <= clock.now()) job.lease = clock.now() + 60_000
    }
  }

  /** It does not run any more, and nothing is known of how it ended. */
  forget({ row }: StoredJob): void {
    this.active.delete(row)
    this.reset()
  }
}

/** It was running in an object that is gone, and is due again. */
function found(job: StoredJob): StoredJob {
  const status = job.status === 'ending' ? 'failing' : 'waiting'
  return { ...job, status, due: Math.min(job.due, clock.now()) }
}
