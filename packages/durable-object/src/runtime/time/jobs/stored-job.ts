/**
 * What a stored job is about to do. `failing` waits for its `failed`, after its last attempt. While it
 * runs it is `running` or, in `failed`, `ending`.
 */
export type JobStatus = 'waiting' | 'running' | 'failing' | 'ending' | 'dead'

/** A job as it is stored, without its payload and the results of its steps. Never changed: replaced. */
export interface StoredJob {
  /** The number of its row, in the order of arrival. */
  readonly row: number
  readonly id: string
  readonly name: string
  readonly key: string | undefined
  readonly status: JobStatus
  /**
   * When it is due, in milliseconds since 1970. While it runs, the end of its lease: if it is still running
   * then in no object in memory, it has been lost. Of a dead job, when it failed.
   */
  readonly due: number
  /** How many attempts have failed. */
  readonly failures: number
  /** How many runs have begun since one has last ended. */
  readonly lost: number
  readonly error: string | undefined
}

export function isRunning({ status }: StoredJob): boolean {
  return status === 'running' || status === 'ending'
}

/** The order in which jobs run. */
export function compareDue(a: StoredJob, b: StoredJob): number {
  return a.due - b.due || a.row - b.row
}
