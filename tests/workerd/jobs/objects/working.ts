import { defineDurableObject, type Job } from '@cloudwerk/durable-object'
import { programs } from '../../objects/programmed.ts'

// biome-ignore lint/suspicious/noExplicitAny: `this` of any handler, and what it is given
type Any = any

function run(this: Any, program: string, job: Job): unknown {
  return programs.get(program)?.(this, job)
}

/** Objects whose jobs run the program that they are given the name of. */
const definition = {
  init(this: Any) {
    return (programs.get(`init ${this.name}`)?.(this) as Any) ?? { log: [] }
  },
  start(this: Any) {
    return programs.get(`start ${this.name}`)?.(this) as Any
  },
  jobs: {
    async work(this: Any, program: string, job: Job) {
      await run.call(this, program, job)
    },
    /** Without a pause between its attempts. */
    again: {
      attempts: 3,
      backoff: [0, 0] as const,
      run,
      failed(this: Any, program: string, error: Error, job: Job): unknown {
        return programs.get(`failed ${program}`)?.(this, error, job)
      },
    },
    /** Without `failed`. */
    single: { attempts: 1, run },
    short: { attempts: 1, timeout: 50, run },
    two: { concurrency: 2, run },
    bounded: { attempts: 7, backoff: ['5s', '1m'] as const, run },
    /** Without an argument. */
    async tick(this: Any) {
      this.state.log.push('tick')
    },
    slow: { backoff: ['1h', '1h'] as const, run },
    /** Long enough for a look at what waits to be tried again. */
    brief: { backoff: [1_000, 1_000] as const, run },
  },
  methods: {
    async perform(this: Any, program: string, ...args: unknown[]) {
      return programs.get(program)?.(this, ...args)
    },
    async read(this: Any): Promise<unknown[]> {
      return this.state.log
    },
    /** With SQL it is over when it returns, so it runs in a synchronous transaction. */
    async enqueueAtOnce(this: Any, text: string, fails: boolean) {
      this.jobs.slow(text, { at: 4_102_444_800_000 })
      this.state.log.push(text)
      if (fails) throw new Error('on purpose')
    },
    async listed(this: Any) {
      return this.ctx.jobs.list()
    },
  },
  alarm(this: Any, info: unknown) {
    return programs.get(`alarm ${this.name}`)?.(this, info) as Any
  },
}

export const working = defineDurableObject(definition)
export const workingWithSql = defineDurableObject({ ...definition, sqlite: true })
export const workingAtOnce = defineDurableObject({ ...definition, sqlite: { atomic: false } })

const { jobs: _jobs, ...withoutJobs } = definition
/** The same, in code that has no jobs any more. */
export const notWorking = defineDurableObject(withoutJobs)
