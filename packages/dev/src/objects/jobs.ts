import { suggest } from '../suggest.ts'
import { UserError } from '../user-error.ts'
import { askServer, type ServerChoice } from './ask-server.ts'

/** An object of the app: by its name, or its id. */
export interface ObjectTarget {
  className: string
  name?: string
  /** 64 hex digits. */
  id?: string
}

/** A job as the server shows it. */
export interface ShownJob {
  id: string
  name: string
  /** What it was enqueued with, if anything. */
  key?: string
  status: 'waiting' | 'running' | 'dead' | 'orphaned'
  payload?: unknown
  /** When its next attempt is due; of a dead job, when it failed. ISO 8601. */
  at: string
  failures: number
  /** The message of the last failure. */
  error?: string
}

export interface JobsTask {
  object: ObjectTarget
  action: 'list' | 'retry' | 'cancel'
  /** The id of the job to try again, or the key of the one to cancel. */
  job: string | undefined
  server: ServerChoice
}

export type JobsResult = ShownJob[] | { retried: string } | { cancelled: string }

/**
 * Lists the jobs of an object on a running server, or changes one.
 *
 * @throws UserError where no server runs, or there is no such class, object or job.
 */
export async function manageJobs({ object, action, job, server }: JobsTask): Promise<JobsResult> {
  assertTask(object, action, job)
  const request = requestOf(action, job ?? '')
  const { status, answer } = await askServer(server, { ...object, request })
  if (status === 404) throw unknownClass(object, answer)
  if (answer.error !== undefined) throw new UserError(answer.error)
  if (answer.jobs) return answer.jobs
  if (answer.done === undefined) {
    throw new UserError(`${object.className} has no jobs.`, {
      hint: 'Jobs are declared with the key jobs of a definition.',
    })
  }
  if (!answer.done) throw unknownJob(object, action, job)
  return action === 'retry' ? { retried: job ?? '' } : { cancelled: job ?? '' }
}

/** What the server answers. */
export interface JobsAnswer {
  jobs?: ShownJob[]
  done?: boolean
  /** What the object threw. */
  error?: string
  /** The classes of the app, where it has not the one that was asked for. */
  classes?: string[]
}

function requestOf(action: JobsTask['action'], job: string): object {
  if (action === 'list') return { action }
  return action === 'retry' ? { action, id: job } : { action, key: job }
}

function assertTask(
  { id }: ObjectTarget,
  action: JobsTask['action'],
  job: string | undefined,
): void {
  if (id !== undefined && !/^[0-9a-f]{64}$/.test(id)) {
    throw new UserError(`${id} is not an id.`, {
      hint: 'An id has 64 hex digits. Leave out --id to give the name of the object.',
    })
  }
  if (action === 'list' && job !== undefined) {
    throw new UserError(`list takes nothing after it, such as '${job}'.`)
  }
  if (action === 'retry' && job === undefined) {
    throw new UserError('The job to try again is missing.', {
      hint: 'Give its id, as list shows it: cloudwerk objects jobs <Class> <name> retry <id>',
    })
  }
  if (action === 'cancel' && job === undefined) {
    throw new UserError('The job to cancel is missing.', {
      hint: 'Give the key that it was enqueued with: cloudwerk objects jobs <Class> <name> cancel <key>',
    })
  }
}

function unknownClass({ className }: ObjectTarget, { classes = [] }: JobsAnswer): UserError {
  return new UserError(`The server has no object ${className}.`, {
    hint: suggest(className, classes),
  })
}

/** As messages name it: `Wallet 'ann'`. */
export function describeObject({ className, name, id }: ObjectTarget): string {
  return name === undefined ? `${className} ${id}` : `${className} '${name}'`
}

function unknownJob(
  object: ObjectTarget,
  action: JobsTask['action'],
  job: string | undefined,
): UserError {
  const what =
    action === 'retry'
      ? `no job with the id ${job} that could be tried again: it is gone, or runs now`
      : `no waiting job with the key '${job}'`
  return new UserError(`${describeObject(object)} has ${what}.`, {
    hint: 'cloudwerk objects jobs <Class> <name> lists them.',
  })
}
