import { defineDurableObject, type ScheduledRun } from '@cloudwerk/durable-object'
import type { Backend } from './backend.ts'

interface Ticks {
  /** How many runs there were. */
  runs: number
  /** How many slots were skipped before them. */
  missed: number
  /** The slot of the first run and of the last one, in milliseconds since 1970. */
  first: number
  last: number
}

function count(ticks: Ticks, { at, missed }: ScheduledRun): void {
  const slot = at.getTime()
  ticks.first ||= slot
  ticks.runs += 1
  // Those before the first run are not between the first and the last.
  if (ticks.runs > 1) ticks.missed += missed
  ticks.last = slot
}

const none = (): Ticks => ({ runs: 0, missed: 0, first: 0, last: 0 })

/** Counts in the state which slots of its schedules have run and which were missed. */
export function defineTicker(backend: Backend) {
  return defineDurableObject({
    ...backend,
    init: () => ({ calls: 0, quick: none(), slow: none(), each: none(), jobs: 0 }),
    schedules: {
      quick: {
        every: 20,
        run(run) {
          count(this.state.quick, run)
          this.jobs.add()
        },
      },
      slow: {
        every: 30,
        async run(run) {
          await this.outside(() => scheduler.wait(Math.random() * 60))
          count(this.state.slow, run)
          this.jobs.add()
        },
      },
      each: {
        every: 50,
        late: { all: 1_000 },
        run(run) {
          count(this.state.each, run)
          this.jobs.add()
        },
      },
    },
    jobs: {
      add() {
        this.state.jobs += 1
      },
    },
    methods: {
      async increment() {
        this.state.calls += 1
        return this.state.calls
      },
      async read() {
        return { ...structuredClone({ ...this.state }), waiting: this.ctx.jobs.list().length }
      },
    },
  })
}
