import type { LoadResult } from '../board/commands.ts'
import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import type { RowInput } from '../runner/row.ts'
import { quantile } from '../runner/statistics.ts'
import type { ContenderName } from '../runner/workers.ts'

/** Lets concurrent callers call one object for the given time. */
export type Loader = (milliseconds: number) => Promise<LoadResult>

export interface Loads {
  /** Calls per second. */
  rates: RowInput['results']
  /** Milliseconds. */
  p99s: RowInput['results']
}

/** Measures one object of each contender under load, alternately. */
export async function measureLoads(
  bench: Bench,
  loaders: Map<ContenderName, Loader>,
): Promise<Loads> {
  const taken = new Map<ContenderName, number[]>()
  const measures = [...loaders].map(([name, load]): [ContenderName, Measure] => [
    name,
    async () => {
      const { milliseconds, latencies } = await load(bench.quick ? 400 : 1000)
      const sorted = latencies.toSorted((a, b) => a - b)
      taken.set(name, [...(taken.get(name) ?? []), quantile(sorted, 0.99)])
      return (latencies.length / milliseconds) * 1000
    },
  ])
  const rounds = bench.quick ? 3 : 7
  const rates = await interleave(new Map(measures), { rounds })
  const p99s = [...rates].map(([name, result]) => [
    name,
    // The first round was the warm-up.
    Array.isArray(result) ? (taken.get(name) ?? []).slice(1) : result,
  ])
  return { rates: Object.fromEntries(rates), p99s: Object.fromEntries(p99s) }
}
