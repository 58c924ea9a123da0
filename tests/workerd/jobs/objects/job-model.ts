import fc from 'fast-check'

/** All jobs of a random program are due after this, so that none runs. */
export const later: number = Date.UTC(2100, 0, 1)

export type Step =
  | { does: 'enqueue'; key?: string | undefined; onKey?: 'keep' | undefined; after: number }
  | { does: 'cancel'; key: string }
  | { does: 'alarm'; after: number | null }
  | { does: 'change' }
  | { does: 'outside' }
  | { does: 'try'; steps: Step[]; fails: boolean }

export interface Handler {
  steps: Step[]
  ends: 'well' | 'failed' | 'unwritten' | 'broken'
  /** Which write of a commit fails in a handler that ends so. */
  breaksAt: number
  restarts: boolean
}

const key = fc.constantFrom('a', 'b', 'c')
const after = fc.integer({ min: 0, max: 9 })
const simple = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('enqueue' as const), after }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('enqueue' as const),
      onKey: fc.constantFrom('keep' as const, undefined),
      ...{ key, after },
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('cancel' as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('alarm' as const), after: fc.option(after) }),
  },
  { weight: 1, arbitrary: fc.constant({ does: 'change' as const }) },
)
const nested: fc.Arbitrary<Step> = fc.record({
  does: fc.constant('try' as const),
  steps: fc.array(simple, { maxLength: 4 }),
  fails: fc.boolean(),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: simple },
  { weight: 3, arbitrary: nested },
  { weight: 1, arbitrary: fc.constant({ does: 'outside' as const }) },
)

export const programs: fc.Arbitrary<Handler[]> = fc.array(
  fc.record({
    steps: fc.array(step, { maxLength: 6 }),
    ends: fc.constantFrom<Handler['ends'][]>('well', 'well', 'failed', 'unwritten', 'broken'),
    breaksAt: fc.integer({ min: 1, max: 6 }),
    restarts: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
)

interface ModelJob {
  payload: string
  key: string | undefined
  at: number
  arrival: number
}

/** What is stored of an object, as plain data. */
export class Model {
  #jobs: ModelJob[] = []
  #alarm: number | null = null
  #arrivals = 0
  #committed: [jobs: ModelJob[], alarm: number | null] = [[], null]

  get jobs(): object[] {
    const order = this.#jobs.toSorted((a, b) => a.at - b.at || a.arrival - b.arrival)
    return order.map(({ payload, key: ofJob, at }) => ({ payload, key: ofJob, at: new Date(at) }))
  }

  get alarm(): number | null {
    return this.#alarm
  }

  /** When something is due first. */
  get due(): number | undefined {
    const times = this.#jobs.map(({ at }) => at)
    if (this.#alarm !== null) times.push(this.#alarm)
    return times.length > 0 ? Math.min(...times) : undefined
  }

  enqueue(payload: string, given: Extract<Step, { does: 'enqueue' }>): void {
    const other = given.key && this.#jobs.find((job) => job.key === given.key)
    if (other && given.onKey === 'keep') return
    this.#jobs = this.#jobs.filter((job) => job !== other)
    this.#arrivals += 1
    this.#jobs.push({ payload, key: given.key, at: later + given.after, arrival: this.#arrivals })
  }

  cancel(ofJob: string): boolean {
    const { length } = this.#jobs
    this.#jobs = this.#jobs.filter((job) => job.key !== ofJob)
    return this.#jobs.length < length
  }

  setAlarm(at: number | null): void {
    this.#alarm = at
  }

  mark(): () => void {
    const [jobs, alarm] = [[...this.#jobs], this.#alarm]
    return () => {
      this.#jobs = jobs
      this.#alarm = alarm
    }
  }

  commit(): void {
    this.#committed = [[...this.#jobs], this.#alarm]
  }

  undo(): void {
    const [jobs, alarm] = this.#committed
    this.#jobs = [...jobs]
    this.#alarm = alarm
  }
}
