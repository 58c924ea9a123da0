import { writesOf } from '../../storage/write-buffer.ts'
import type { Turn } from '../../turns/turn.ts'
import type { TurnView } from '../time-changes.ts'
import type { StoredJob } from './stored-job.ts'

/** What a turn does to one job. */
export interface JobChange {
  /** Undefined where it removes the job. */
  job: StoredJob | undefined
  /** Of a job that it enqueues, as `encodeData` gives it. */
  payload?: string | undefined
}

export interface ViewedJobs {
  get(row: number): StoredJob | undefined
  waitingWith(key: string): StoredJob[]
  all(): Iterable<StoredJob>
}

/** The jobs as one turn sees them: its own changes on top of what is stored. */
export class JobView implements TurnView {
  readonly #changes = new Map<number, JobChange>()
  /** The rows of jobs that it has changed, by key; also of what was undone since. */
  readonly #rowsByKey = new Map<string, Set<number>>()
  #added = 0
  readonly #stored: () => ViewedJobs
  readonly #apply: (row: number, change: JobChange) => void

  constructor(stored: () => ViewedJobs, apply: (row: number, change: JobChange) => void) {
    this.#stored = stored
    this.#apply = apply
  }

  get size(): number {
    return this.#changes.size
  }

  /** How many more jobs there are than are stored. */
  get added(): number {
    return this.#added
  }

  get(row: number): StoredJob | undefined {
    const change = this.#changes.get(row)
    return change ? change.job : this.#stored().get(row)
  }

  /** In the order of arrival. */
  waitingWith(key: string): StoredJob[] {
    const rows = [...(this.#rowsByKey.get(key) ?? [])]
    const changed = rows.flatMap((row) => this.#changes.get(row)?.job ?? [])
    const stored = this.#stored().waitingWith(key)
    return [
      ...stored.filter(({ row }) => !this.#changes.has(row)),
      ...changed.filter(({ status }) => status === 'waiting'),
    ].sort((a, b) => a.row - b.row)
  }

  all(): StoredJob[] {
    const stored = [...this.#stored().all()].filter(({ row }) => !this.#changes.has(row))
    const changed = [...this.#changes.values()].flatMap(({ job }) => job ?? [])
    return [...stored, ...changed]
  }

  payload(row: number): string | undefined {
    return this.#changes.get(row)?.payload
  }

  set(turn: Turn, row: number, change: JobChange): void {
    const { payload } = this.#changes.get(row) ?? {}
    const before = this.get(row)
    const key = (change.job ?? before)?.key
    this.#count(turn, Number(change.job !== undefined) - Number(before !== undefined))
    this.#put(turn, row, { payload, ...change })
    if (key === undefined) return
    const rows = this.#rowsByKey.get(key) ?? new Set()
    this.#rowsByKey.set(key, rows.add(row))
  }

  #count(turn: Turn, difference: number): void {
    if (difference === 0) return
    this.#added += difference
    writesOf(turn).addInverse(() => {
      this.#added -= difference
    })
  }

  #put(turn: Turn, row: number, change: JobChange): void {
    const before = this.#changes.get(row)
    this.#changes.set(row, change)
    writesOf(turn).addInverse(() => {
      if (before) this.#changes.set(row, before)
      else this.#changes.delete(row)
    })
  }

  flush(): void {
    for (const [row, change] of this.#changes) this.#apply(row, change)
  }
}
