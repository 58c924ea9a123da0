import type { Bench } from '../runner/bench.ts'
import { messageOf } from '../runner/interleave.ts'
import { objectsOf, seed, timeEachCall } from '../runner/objects.ts'
import { atMost, createRow, type Result, type Row } from '../runner/row.ts'
import { quantile } from '../runner/statistics.ts'
import type { ContenderName } from '../runner/workers.ts'
import { sizes } from './sizes.ts'
import type { Workload } from './workload.ts'

/** The slowest of many appends, which includes work that an engine does only occasionally. */
export const longestCommit: Workload = { name: 'longest commit of appends', measure }

const competitors: ContenderName[] = ['ours', 'raw-sql']
const batch = 500

async function measure(bench: Bench): Promise<Row[]> {
  const size = sizes['10 MB']
  const appends = bench.quick ? 5000 : 50_000
  const times = new Map<ContenderName, number[] | { fails: string }>()
  for (const name of competitors) {
    bench.progress(`${longestCommit.name}: seeding ${name}`)
    times.set(name, await attempt(() => seedBoard(bench, name)))
  }
  bench.progress(`${longestCommit.name}: ${appends} appends each`)
  for (let first = 0; first < appends; first += batch) {
    for (const name of first % (2 * batch) === 0 ? competitors : competitors.toReversed()) {
      const taken = times.get(name)
      if (!Array.isArray(taken)) continue
      const more = await attempt(() => appendTimes(bench, name, first))
      times.set(name, Array.isArray(more) ? [...taken, ...more] : more)
    }
  }
  const take = (part: number): Partial<Record<ContenderName, Result>> =>
    Object.fromEntries([...times].map(([name, taken]) => [name, pick(taken, part)]))
  const common = { size: size.label, unit: 'ms' as const }
  const note = 'measured with a clock resolution of 1 ms'
  return [
    createRow({
      ...{ ...common, workload: `longest of ${appends} appends`, note },
      ...{ results: take(1), target: atMost(2) },
    }),
    createRow({ ...common, workload: '  99.9th percentile', results: take(0.999), note }),
  ]
}

async function seedBoard({ server }: Bench, name: ContenderName): Promise<number[]> {
  await seed(server, objectsOf(name, 'longest'), sizes['10 MB'])
  return []
}

function appendTimes({ server }: Bench, name: ContenderName, first: number): Promise<number[]> {
  const options = { operation: 'append' as const, size: sizes['10 MB'], first, count: batch }
  return timeEachCall(server, objectsOf(name, 'longest'), options)
}

async function attempt(run: () => Promise<number[]>): Promise<number[] | { fails: string }> {
  try {
    return await run()
  } catch (error) {
    return { fails: messageOf(error) }
  }
}

function pick(taken: number[] | { fails: string }, part: number): Result {
  if (!Array.isArray(taken)) return taken
  return [
    quantile(
      taken.toSorted((a, b) => a - b),
      part,
    ),
  ]
}
