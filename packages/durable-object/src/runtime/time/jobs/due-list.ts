import { compareDue, type StoredJob } from './stored-job.ts'

/** Jobs in the order in which they are due. */
export class DueList implements Iterable<StoredJob> {
  readonly #jobs: StoredJob[] = []

  add(job: StoredJob): void {
    this.#jobs.splice(this.#indexOf(job), 0, job)
  }

  remove(job: StoredJob): void {
    const at = this.#indexOf(job)
    if (this.#jobs[at]?.row === job.row) this.#jobs.splice(at, 1)
  }

  [Symbol.iterator](): Iterator<StoredJob> {
    return this.#jobs.values()
  }

  /** Where it is, or belongs. */
  #indexOf(job: StoredJob): number {
    let from = 0
    let to = this.#jobs.length
    while (from < to) {
      const middle = (from + to) >> 1
      const other = this.#jobs[middle]
      if (other && compareDue(other, job) < 0) from = middle + 1
      else to = middle
    }
    return from
  }
}
