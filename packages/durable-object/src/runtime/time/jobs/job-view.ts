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
  waitingWith(key: string): StoredJob | undefined
  all(): Iterable<StoredJob>
}

/** The jobs as one turn sees them: its own changes on top of what is stored. */
export class JobView implements TurnView {
  readonly #changes = new Map<number, JobChange>()
  readonly #byKey = new Map<string, StoredJob | undefined>()
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

  waitingWith(key: string): StoredJob | undefined {
    return this.#byKey.has(key) ? this.#byKey.get(key) : this.#stored().waitingWith(key)
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
    this.#put(turn, this.#changes, row, { payload, ...change })
    if (key === undefined) return
    const waits = change.job?.status === 'waiting' ? change.job : undefined
    if (waits || this.waitingWith(key)?.row === row) this.#put(turn, this.#byKey, key, waits)
  }

  #count(turn: Turn, difference: number): void {
    if (difference === 0) return
    this.#added += difference
    writesOf(turn).addInverse(() => {
      this.#added -= difference
    })
  }

  #put<K, V>(turn: Turn, map: Map<K, V>, key: K, value: V): void {
    const had = map.has(key)
    const before = map.get(key)
    map.set(key, value)
    writesOf(turn).addInverse(() => {
      if (had) map.set(key, before as V)
      else map.delete(key)
    })
  }

  flush(): void {
    for (const [row, change] of this.#changes) this.#apply(row, change)
  }
}
