import type { Job } from '../../../definition/jobs.ts'
import { DurableObjectLimitError } from '../../../errors.ts'
import { jobBytes, stepsBytes } from '../../../limits.ts'
import { decodeData, encodeData, plain } from '../../../state/index.ts'
import { bytesBeyond } from '../../../text-bytes.ts'
import { assertFunction } from '../../handler/assert-function.ts'
import { runOutside } from '../../handler/outside.ts'
import type { Turn } from '../../turns/turn.ts'
import { ownTurn, type TimedObject } from '../object-time.ts'
import type { JobContent } from './job-rows.ts'
import type { Jobs } from './jobs.ts'
import type { StoredJob } from './stored-job.ts'

/** One run of a job, as its code sees it. */
export class Attempt implements Job {
  readonly id: string
  readonly attempt: number
  readonly #object: TimedObject
  readonly #jobs: Jobs
  readonly #job: StoredJob
  /** What earlier attempts and this one have kept. */
  readonly #kept: Map<string, string>
  readonly #asked = new Set<string>()
  #turn: Turn | undefined

  constructor(parts: AttemptParts) {
    const { jobs, job, attempt, content } = parts
    this.id = job.id
    this.attempt = attempt
    this.#object = jobs.time.object
    this.#jobs = jobs
    this.#job = job
    this.#kept = new Map(Object.entries(content.steps))
  }

  /** Its turn has begun. */
  begin(turn: Turn): void {
    this.#turn = turn
  }

  key(step: string): string {
    return `${this.id}:${nameOf(step)}`
  }

  once<T>(step: string, fn: () => T | Promise<T>): Promise<T> {
    assertFunction(fn, 'job.once')
    const turn = this.#turn
    const result = this.#once(nameOf(step), fn)
    return turn?.alive ? turn.track(result) : result
  }

  async #once<T>(step: string, fn: () => T | Promise<T>): Promise<T> {
    const where = `${this.#turn?.describe()}`
    if (!this.#turn?.alive)
      throw new Error(`${where} has ended, so its steps cannot be run any more.`)
    if (this.#turn.depth > 0) {
      throw new Error(
        `job.once('${step}') cannot be used inside a transaction (${where}): its result is stored at once.`,
      )
    }
    if (this.#asked.has(step)) {
      throw new Error(
        `${where} has two steps of the name '${step}', and the second would get the result of the first. Give each step of an attempt its own name.`,
      )
    }
    this.#asked.add(step)
    const text = this.#kept.get(step) ?? (await this.#run(step, fn))
    this.#object.inspection?.reach(`jobs.${this.#job.name}`, `once:${step}`)
    // As a later attempt would get it.
    return decodeData(text) as T
  }

  async #run(step: string, fn: () => unknown): Promise<string> {
    const text = this.#encode(step, await fn())
    await this.#store(step, text)
    return text
  }

  #encode(step: string, value: unknown): string {
    const text = encodeData(plain(value), `The result of the step '${step}'`)
    const bytes = bytesBeyond(jobBytes, text)
    if (bytes === undefined) return text
    throw new DurableObjectLimitError(
      `The result of the step '${step}' of ${this.#turn?.describe()} takes ${bytes} bytes, and ${jobBytes} is the limit. Return less of it, such as the key of where it is kept.`,
      this.#object.identity.fields,
    )
  }

  /** On disk before it resolves, and not part of the handler's commit. */
  async #store(step: string, text: string): Promise<void> {
    const turn = this.#turn
    if (!this.#object.transactions || !turn) {
      this.#write(step, text)
      await this.#object.storage.sync()
      return
    }
    // In the transaction of this handler or of another one, it would be undone with that.
    await runOutside(this.#object, turn, async () => {
      await this.#object.run(ownTurn, () => this.#write(step, text), {
        waitsForever: true,
        sleeps: true,
      })
      await this.#object.storage.sync()
    })
  }

  #write(step: string, text: string): void {
    const { row } = this.#job
    // Another attempt may have begun since, or the object was deleted.
    const stored = this.#jobs.content(row)?.steps
    if (!stored) return
    const steps = { [step]: text, ...stored }
    if (bytesBeyond(stepsBytes, JSON.stringify(steps)) !== undefined) {
      throw new DurableObjectLimitError(
        `The results of all steps of ${this.#turn?.describe()} take more than ${stepsBytes} bytes together, which is the limit.`,
        this.#object.identity.fields,
      )
    }
    this.#jobs.rows.keepSteps(row, steps)
    this.#kept.set(step, text)
  }

  /** Steps that an earlier attempt has kept and this one, which is done, has not asked for. */
  get unasked(): string[] {
    return [...this.#kept.keys()].filter((step) => !this.#asked.has(step))
  }
}

interface AttemptParts {
  jobs: Jobs
  job: StoredJob
  attempt: number
  content: JobContent
}

function nameOf(step: unknown): string {
  if (typeof step === 'string' && step !== '') return step
  throw new TypeError("A step of a job needs a name: job.once('send', …), job.key('send').")
}
