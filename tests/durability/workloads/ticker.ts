import { expect } from 'vitest'
import { connect } from '../client.ts'
import { createCounterLoad } from './counter.ts'
import type { Workload } from './workload.ts'

interface Ticks {
  runs: number
  missed: number
  first: number
  last: number
}

export interface Ticker {
  calls: number
  quick: Ticks
  slow: Ticks
  each: Ticks
  jobs: number
  waiting: number
}

const lines = [
  ['quick', 20],
  ['slow', 30],
  ['each', 50],
] as const

/** Calls an object with schedules, and checks after each kill that each slot has run once or was counted. */
export function createTickerLoad(className: string, name: string): Workload {
  const { act } = createCounterLoad(className, name)
  return {
    act,
    async check(url) {
      expectExact(await connect(url, className, name).call<Ticker>('read'))
    },
  }
}

export function expectExact(ticker: Ticker): void {
  for (const [name, every] of lines) {
    const { runs, missed, first, last } = ticker[name]
    expect((last - first) / every, name).toBe(runs === 0 ? 0 : runs + missed - 1)
  }
  const runs = lines.reduce((sum, [name]) => sum + ticker[name].runs, 0)
  expect(ticker.jobs + ticker.waiting).toBe(runs)
}
