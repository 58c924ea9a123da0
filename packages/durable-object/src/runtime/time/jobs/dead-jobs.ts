import { deadJobAge, deadJobs } from '../../../limits.ts'
import type { Turn } from '../../turns/turn.ts'
import { clock } from '../clock.ts'
import type { Jobs } from './jobs.ts'
import { compareDue, type StoredJob } from './stored-job.ts'

/** Keeps a job that is dead, and removes those that were kept for long enough. */
export function buryDead(jobs: Jobs, turn: Turn, job: StoredJob): void {
  jobs.replace(turn, job)
  const kept = jobs
    .view(turn)
    .all()
    .filter((other) => other.status === 'dead' || !jobs.kinds.has(other.name))
    .sort(compareDue)
  const oldest = clock.now() - deadJobAge
  const surplus = kept.length - deadJobs
  for (const [index, other] of kept.entries()) {
    if (index < surplus || other.due < oldest) jobs.remove(turn, other)
  }
}
