import { formatTable } from '../terminal/table.ts'
import { describeObject, type JobsResult, type ObjectTarget, type ShownJob } from './jobs.ts'

/** Longer arguments and messages are cut in the table; `--json` has all of them. */
const longest = 60

interface Shown {
  object: ObjectTarget
  job: string | undefined
}

export function formatJobs(result: JobsResult, { object, job }: Shown): string {
  const name = describeObject(object)
  if ('retried' in result) return `${name} tries the job ${job} again now.`
  if ('cancelled' in result) return `${name} has cancelled the job with the key '${job}'.`
  if (result.length === 0) return `${name} has no jobs.`
  const header = ['Job', 'Status', 'At', 'Failures', 'Key', 'Id', 'Argument', 'Error']
  return formatTable(header, result.map(rowOf))
}

function rowOf({ id, name, key, status, payload, at, failures, error }: ShownJob): string[] {
  const argument = payload === undefined ? '' : JSON.stringify(payload)
  return [name, status, at, String(failures), key ?? '', id, cut(argument), cut(error ?? '')]
}

/** In one line. */
function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
