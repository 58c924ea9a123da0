import fc from 'fast-check'

const minute = 60_000

/** What one step of a random program does with an object. */
export type Step =
  | { does: 'wait'; minutes: number }
  | { does: 'change' | 'read' | 'fail' | 'restart' | 'destroy' }
  /** The next runs of `grid` fail. */
  | { does: 'break'; runs: number }
  | { does: 'every'; minutes: number | undefined }
  | { does: 'cron'; minutes: number | undefined }

export const programs: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ does: fc.constant('wait' as const), minutes: fc.nat(50) }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('change' as const) }) },
    fc.record({ does: fc.constantFrom('read' as const, 'fail' as const, 'destroy' as const) }),
    { weight: 2, arbitrary: fc.record({ does: fc.constant('restart' as const) }) },
    fc.record({ does: fc.constant('break' as const), runs: fc.integer({ min: 1, max: 2 }) }),
    fc.record({
      does: fc.constantFrom('every' as const, 'cron' as const),
      minutes: fc.constantFrom(10, 15, 20, 30, undefined),
    }),
  ),
  { minLength: 1, maxLength: 25 },
)

/** What the schedules of an object do, as plain data: `grid` runs each 10 minutes, `clock` at :00, :15, :30 and :45. */
export class ScheduleModel {
  now: number
  readonly ran: { grid: number[]; clock: number[] } = { grid: [], clock: [] }
  #every = 10 * minute
  #step = 15 * minute
  #next: { grid: number; clock: number } | undefined

  constructor(now: number) {
    this.now = now
  }

  /** A commit, which begins them. */
  commit(): void {
    this.#next ??= { grid: this.now + this.#every, clock: after(this.now, this.#step) }
  }

  every(minutes = 10): void {
    this.commit()
    if (!this.#next) return
    const anchor = this.#next.grid - this.#every
    this.#every = minutes * minute
    this.#next.grid = anchor + after(this.now - anchor, this.#every)
  }

  cron(minutes = 15): void {
    this.commit()
    this.#step = minutes * minute
    if (this.#next) this.#next.clock = after(this.now, this.#step)
  }

  destroy(): void {
    this.#next = undefined
    this.#every = 10 * minute
    this.#step = 15 * minute
  }

  wait(milliseconds: number): void {
    this.now += milliseconds
    for (; this.#next && this.#next.grid <= this.now; this.#next.grid += this.#every) {
      this.ran.grid.push(this.#next.grid)
    }
    for (; this.#next && this.#next.clock <= this.now; this.#next.clock += this.#step) {
      this.ran.clock.push(this.#next.clock)
    }
  }
}

/** The first multiple of `step` after `time`. */
function after(time: number, step: number): number {
  return (Math.floor(time / step) + 1) * step
}
