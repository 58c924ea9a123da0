import type { JobInfo, ObjectJobs } from '../../../definition/jobs.ts'
import { decodeData } from '../../../state/index.ts'
import type { Turn } from '../../turns/turn.ts'
import { clock } from '../clock.ts'
import type { Jobs } from './jobs.ts'
import { compareDue, isRunning, type StoredJob } from './stored-job.ts'

/** `ctx.jobs` of one handler. */
export function listJobs(jobs: Jobs, handlerTurn: Turn): ObjectJobs {
  return {
    list() {
      const view = jobs.view(handlerTurn.current)
      const payloadOf = ({ row }: StoredJob): string =>
        view.payload(row) ?? jobs.content(row)?.payload ?? 'null'
      return view
        .all()
        .sort(compareDue)
        .map((job) => describeJob(jobs, job, payloadOf(job)))
    },
    cancel(key) {
      const turn = handlerTurn.current
      turn.assertWritable('cancel a job')
      const waiting = jobs.view(turn).waitingWith(key)
      for (const job of waiting) jobs.remove(turn, job)
      return waiting.length > 0
    },
    retry(id) {
      const turn = handlerTurn.current
      turn.assertWritable('retry a job')
      const job = jobs
        .view(turn)
        .all()
        .find((other) => other.id === id)
      if (!job || isRunning(job)) return false
      const fresh = { status: 'waiting', due: clock.now(), failures: 0, lost: 0 } as const
      jobs.replace(turn, { ...job, ...fresh })
      return true
    },
  }
}

/** All that is stored, without a turn. */
export function storedJobs(jobs: Jobs): JobInfo[] {
  return [...jobs.index.all()]
    .sort(compareDue)
    .map((job) => describeJob(jobs, job, jobs.content(job.row)?.payload ?? 'null'))
}

/** What is shown of a job. */
export function describeJob(jobs: Jobs, job: StoredJob, payload: string): JobInfo {
  const { id, name, key, failures, error } = job
  return {
    ...{ id, name, key, failures, error },
    status: statusOf(jobs, job),
    payload: decodeData(payload),
    at: new Date(job.due),
  }
}

function statusOf(jobs: Jobs, job: StoredJob): JobInfo['status'] {
  if (job.status === 'dead') return 'dead'
  if (!jobs.kinds.has(job.name)) return 'orphaned'
  return isRunning(job) ? 'running' : 'waiting'
}
