import { decodeData } from '../../../state/index.ts'
import { report } from '../../events/report.ts'
import { HandlerThis } from '../../handler/handler-this.ts'
import type { Turn } from '../../turns/turn.ts'
import { mostLost, pauseAfter } from '../attempts.ts'
import { clock } from '../clock.ts'
import { ownTurn, type TimedObject } from '../object-time.ts'
import { changesOf } from '../time-changes.ts'
import { Attempt } from './attempt.ts'
import { buryDead } from './dead-jobs.ts'
import type { JobKind } from './job-kinds.ts'
import type { Jobs } from './jobs.ts'
import { isRunning, type StoredJob } from './stored-job.ts'

/** How long after its timeout a job that has not ended is taken for lost, in milliseconds. */
const leaseAfterTimeout = 5_000

/** The object that runs a job, as far as only that needs it. */
export interface RunningObject extends TimedObject {
  revoke(turn: Turn, reason: Error): Promise<void> | undefined
}

/**
 * Begins a run of the job, if it still waits. Settles when the run is on its way: its turn is then the next
 * one that the object has not promised to others.
 */
export async function beginJob(jobs: Jobs, row: number): Promise<void> {
  const { object } = jobs.time
  let begun: StoredJob | undefined
  try {
    await object.run(ownTurn, () => undefined, {
      waitsForever: true,
      toAnswer(_result, turn) {
        begun = markBegun(jobs, turn, row)
      },
    })
  } catch (error) {
    // It may have been the commit that failed.
    jobs.active.delete(row)
    throw error
  }
  if (!begun) return
  try {
    // On disk first, so that a job that ends its process is known.
    await object.storage.sync()
  } catch (error) {
    jobs.forget(begun)
    throw error
  }
  const active = jobs.active.get(row)
  const running = run(jobs, begun)
  if (active) active.run = running
  clock.waitUntil(object.native, running)
}

/** In the turn before that of the job. */
function markBegun(jobs: Jobs, turn: Turn, row: number): StoredJob | undefined {
  const job = jobs.index.get(row)
  const kind = job && jobs.kinds.get(job.name)
  if (!kind || job.status === 'dead' || isRunning(job)) return undefined
  if (job.lost >= mostLost) {
    const error = `The object has ended ${mostLost} times while it ran, without a word of why.`
    giveUp(jobs, turn, { ...job, error, failures: Math.max(job.failures, kind.attempts) })
    return undefined
  }
  const lease = clock.now() + kind.timeout + leaseAfterTimeout
  const status = job.status === 'failing' ? 'ending' : 'running'
  const begun: StoredJob = { ...job, status, due: lease, lost: job.lost + 1 }
  jobs.active.set(row, { name: job.name, key: job.key, lease, turn: undefined, run: undefined })
  jobs.replace(turn, begun)
  return begun
}

/** Never rejects. */
async function run(jobs: Jobs, job: StoredJob): Promise<void> {
  const kind = jobs.kinds.get(job.name)
  // The object was deleted meanwhile, or its code is gone, which it was not a moment ago.
  const content = jobs.content(job.row)
  if (!kind || !content) return jobs.forget(job)
  const object = jobs.time.object as RunningObject
  const attempt = new Attempt({
    ...{ jobs, job, content },
    attempt: job.status === 'ending' ? Math.min(job.failures, kind.attempts) : job.failures + 1,
  })
  const timer = new Timer(object, kind)
  const active = jobs.active.get(job.row)
  try {
    await object.run(
      `jobs.${job.name}`,
      (self) => {
        const turn = HandlerThis.turnOf(self as HandlerThis)
        if (active) active.turn = turn
        attempt.begin(turn)
        timer.start(turn)
        return callJob(self, { jobs, kind, job, attempt, payload: decodeData(content.payload) })
      },
      {
        waitsForever: true,
        toAnswer: (_result, turn) => end(jobs, turn, { job, attempt }),
      },
    )
  } catch (error) {
    await noteFailure(jobs, job, error)
  } finally {
    timer.stop()
    // Of a job that went with its object, nothing was stored. Another run of it may have begun already.
    if (jobs.active.get(job.row) === active) jobs.active.delete(job.row)
  }
}

interface JobCall {
  jobs: Jobs
  kind: JobKind
  job: StoredJob
  attempt: Attempt
  payload: unknown
}

function callJob(self: object, { jobs, kind, job, attempt, payload }: JobCall): unknown {
  if (job.status === 'running') return kind.run.call(self, payload, attempt)
  const error = jobs.thrown.get(job.row) ?? new Error(job.error)
  return kind.failed?.call(self, payload, error, attempt)
}

/** In the commit of what the job changed. */
function end(jobs: Jobs, turn: Turn, { job, attempt }: { job: StoredJob; attempt: Attempt }): void {
  jobs.thrown.delete(job.row)
  if (!jobs.has(job)) return
  if (job.status === 'running') jobs.remove(turn, job)
  else buryDead(jobs, turn, { ...job, status: 'dead', due: clock.now(), lost: 0 })
  changesOf(jobs.time, turn).noteEnd()
  if (attempt.unasked.length === 0 || job.status !== 'running') return
  console.warn(
    `${turn.describe()} has not asked for ${attempt.unasked.map((step) => `'${step}'`).join(', ')}, which an earlier attempt has kept. If the step was renamed, it ran again.`,
  )
}

async function noteFailure(jobs: Jobs, job: StoredJob, error: unknown): Promise<void> {
  const { object } = jobs.time
  // It went with its object, which must not be made again.
  if (!jobs.has(job)) return jobs.forget(job)
  try {
    await object.run(ownTurn, () => undefined, {
      waitsForever: true,
      toAnswer: (_result, turn) => markFailed(jobs, turn, { row: job.row, error }),
    })
  } catch (failure) {
    // It is found as running, and counts as ended without a word.
    jobs.forget(job)
    report(object, `jobs.${job.name}`, { error: failure })
  }
}

function markFailed(jobs: Jobs, turn: Turn, { row, error }: { row: number; error: unknown }): void {
  const job = jobs.index.get(row)
  const kind = job && jobs.kinds.get(job.name)
  jobs.active.delete(row)
  if (!kind || !isRunning(job)) return
  changesOf(jobs.time, turn).noteEnd()
  const failures = job.failures + 1
  const failed = { ...job, failures, lost: 0, error: messageOf(error) }
  const isEnding = job.status === 'ending'
  const triesLeft = (isEnding ? 2 * kind.attempts : kind.attempts) - failures
  if (!isEnding && kind.failed && error instanceof Error) jobs.thrown.set(row, error)
  if (triesLeft <= 0) {
    giveUp(jobs, turn, failed)
    note(jobs, failed, { error, next: 'and is not tried again' })
    return
  }
  const pause = pauseAfter(kind.backoff, isEnding ? failures - kind.attempts : failures)
  const due = clock.now() + pause
  jobs.replace(turn, { ...failed, status: isEnding ? 'failing' : 'waiting', due })
  note(jobs, failed, { error, next: `and is tried again in ${pause / 1_000} s` })
}

/** After the last attempt of `run`, or of `failed`. */
function giveUp(jobs: Jobs, turn: Turn, job: StoredJob): void {
  const kind = jobs.kinds.get(job.name)
  const due = clock.now()
  const isEnding = job.status === 'ending' || job.status === 'failing'
  if (kind?.failed && !isEnding) {
    jobs.replace(turn, { ...job, status: 'failing', due, lost: 0 })
    return
  }
  jobs.thrown.delete(job.row)
  buryDead(jobs, turn, { ...job, status: 'dead', due, lost: 0 })
}

function note(jobs: Jobs, job: StoredJob, { error, next }: { error: unknown; next: string }): void {
  const handler =
    isRunning(job) && job.status === 'ending' ? `jobs.${job.name}.failed` : `jobs.${job.name}`
  report(jobs.time.object, handler, { error, note: ` (attempt ${job.failures}) ${next}` })
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.length > 1_000 ? `${text.slice(0, 1_000)}…` : text
}

/** Ends an attempt that takes too long. */
class Timer {
  readonly #object: RunningObject
  readonly #kind: JobKind
  #stop: (() => void) | undefined

  constructor(object: RunningObject, kind: JobKind) {
    this.#object = object
    this.#kind = kind
  }

  start(turn: Turn): void {
    const { timers } = this.#object
    const due = clock.now() + this.#kind.timeout
    this.#stop = clock.setTimer(() => this.#fire(turn, due), { due, timers })
  }

  stop(): void {
    this.#stop?.()
  }

  #fire(turn: Turn, due: number): void {
    if (!turn.alive) return
    // The clock may call early.
    if (clock.now() < due) {
      this.#stop = clock.setTimer(() => this.#fire(turn, due), { due, timers: this.#object.timers })
      return
    }
    const { timeout } = this.#kind
    const reason = new Error(`${turn.describe()} took longer than its timeout of ${timeout} ms.`)
    const isHolder = turn.holds
    const undoing = this.#object.revoke(turn, reason)
    if (!isHolder) return
    const leave = (): void => this.#object.queue.leave(turn)
    if (undoing) void undoing.then(leave, leave)
    else leave()
  }
}
