import type { AnyDurableObjectDefinition } from '../../../definition/definition.ts'
import { durationAdvice, parseDuration } from '../../../definition/duration.ts'
import type { EnqueueOptions } from '../../../definition/jobs.ts'
import { DurableObjectLimitError } from '../../../errors.ts'
import { jobBytes, jobsWaiting, latestAlarm } from '../../../limits.ts'
import { encodeData, plain } from '../../../state/index.ts'
import { bytesBeyond } from '../../../text-bytes.ts'
import { HandlerThis } from '../../handler/handler-this.ts'
import type { Turn } from '../../turns/turn.ts'
import { clock } from '../clock.ts'
import type { TimedObject } from '../object-time.ts'
import type { Jobs } from './jobs.ts'

/** Adds `this.jobs` to the handlers of a definition with jobs. */
export function extendWithJobs(prototype: HandlerThis, { jobs }: AnyDurableObjectDefinition): void {
  if (!jobs) return
  const names = Object.entries(jobs).map(([name, entry]): NamedJob => {
    const run = typeof entry === 'function' ? entry : entry.run
    return { name, takesPayload: run.length > 0 }
  })
  const queues = new WeakMap<HandlerThis, object>()
  Object.defineProperty(prototype, 'jobs', {
    configurable: true,
    get(this: HandlerThis) {
      const queue = queues.get(this) ?? createQueue(this, names)
      queues.set(this, queue)
      return queue
    },
  })
}

interface NamedJob {
  name: string
  takesPayload: boolean
}

/** A job without an argument takes its options in that place too. */
function given(
  takesPayload: boolean,
  payload: unknown,
  options: EnqueueOptions | undefined,
): Omit<Enqueued, 'name'> {
  const isOptions = !takesPayload && options === undefined && areOptions(payload)
  return isOptions ? { payload: undefined, options: payload } : { payload, options }
}

function areOptions(value: unknown): value is EnqueueOptions {
  if (typeof value !== 'object' || value === null) return false
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => known.includes(key))
}

/** `this.jobs` of one handler. */
function createQueue(self: HandlerThis, names: readonly NamedJob[]): object {
  const functions = names.map(({ name, takesPayload }) => [
    name,
    (payload?: unknown, options?: EnqueueOptions) =>
      enqueue(HandlerThis.turnOf(self), { name, ...given(takesPayload, payload, options) }),
  ])
  return Object.fromEntries(functions)
}

interface Enqueued {
  name: string
  payload: unknown
  options: EnqueueOptions | undefined
}

function enqueue(turn: Turn, { name, payload, options = {} }: Enqueued): string {
  turn.assertWritable(`enqueue the job '${name}'`)
  // The owner of a turn of such a class.
  const object = turn.owner as unknown as TimedObject
  const jobs = object.findTime()?.jobs
  if (!jobs) throw new Error(`${object.identity.className} has no jobs.`)
  assertOptions(name, options)
  const due = dueOf(name, options)
  const key = keyOf(name, options)
  const kept = key === undefined ? undefined : replaceWaiting(jobs, turn, { name, key, options })
  if (kept !== undefined) return kept
  assertRoom(jobs, turn, object)
  return jobs.add(turn, { name, key, due, payload: encodePayload(name, payload, object) })
}

const known = ['delay', 'at', 'key', 'onKey']

function assertOptions(name: string, options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(
      `The job '${name}' got options that are not an object. Pass them as { key, delay }, after its argument.`,
    )
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key))
  if (unknown === undefined) return
  throw new TypeError(
    `The job '${name}' got an unknown option '${unknown}'. Known options: ${known.join(', ')}.`,
  )
}

function dueOf(name: string, { delay, at }: EnqueueOptions): number {
  if (delay !== undefined && at !== undefined) {
    throw new TypeError(`The job '${name}' got both 'delay' and 'at'. Give one.`)
  }
  if (at !== undefined) return timeOf(name, at)
  if (delay === undefined) return clock.now()
  const milliseconds = parseDuration(delay)
  if (milliseconds !== undefined) return clock.now() + milliseconds
  throw new RangeError(
    `The job '${name}' got the delay ${JSON.stringify(delay)}, which is not a duration. ${durationAdvice}`,
  )
}

function timeOf(name: string, at: Date | number): number {
  const time = at instanceof Date ? at.getTime() : at
  if (typeof time === 'number' && time > 0 && time <= latestAlarm) return Math.trunc(time)
  throw new RangeError(
    `The job '${name}' got a wrong time 'at'. Pass a Date, or milliseconds since 1970, before the year 2189.`,
  )
}

function keyOf(name: string, { key, onKey = 'replace' }: EnqueueOptions): string | undefined {
  if (!['replace', 'keep', 'error'].includes(onKey)) {
    throw new TypeError(
      `The job '${name}' got onKey: '${onKey}'. Use 'replace', 'keep' or 'error'.`,
    )
  }
  if (key === undefined || (typeof key === 'string' && key.length > 0 && key.length <= mostKey)) {
    return key
  }
  throw new TypeError(
    `The job '${name}' got a wrong key. Use a string of 1 to ${mostKey} characters.`,
  )
}

const mostKey = 512

/** Gives the id of the job that stays. */
function replaceWaiting(
  jobs: Jobs,
  turn: Turn,
  { name, key, options }: { name: string; key: string; options: EnqueueOptions },
): string | undefined {
  const others = jobs.view(turn).waitingWith(key)
  const other = others.at(-1)
  if (!other) return undefined
  if (options.onKey === 'keep') return other.id
  if (options.onKey === 'error') {
    throw new Error(
      `The job '${name}' was not enqueued: '${other.name}' with the key '${key}' waits already.`,
    )
  }
  for (const replaced of others) jobs.remove(turn, replaced)
  return undefined
}

function assertRoom(jobs: Jobs, turn: Turn, { identity }: TimedObject): void {
  if (jobs.countWaiting(turn) < jobsWaiting) return
  throw new DurableObjectLimitError(
    `${identity.describe()} has ${jobsWaiting} jobs that wait, which is the limit. Enqueue fewer, or let one job work through a list in the state.`,
    identity.fields,
  )
}

function encodePayload(name: string, payload: unknown, { identity }: TimedObject): string {
  const text = encodeData(plain(payload), `The argument of the job '${name}'`)
  const bytes = bytesBeyond(jobBytes, text)
  if (bytes === undefined) return text
  throw new DurableObjectLimitError(
    `The argument of the job '${name}' of ${identity.describe()} takes ${bytes} bytes, and ${jobBytes} is the limit. Keep it in the state or in ctx.storage, and pass its key.`,
    identity.fields,
  )
}
