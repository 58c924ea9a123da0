import type { LoadResult } from '../board/commands.ts'
import { hasGroupCommit } from '../board/has-group-commit.ts'
import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { objectsOf, timePerCall } from '../runner/objects.ts'
import { atLeast, atMost, createRow, type Row } from '../runner/row.ts'
import type { ContenderName } from '../runner/workers.ts'
import { type Loader, measureLoads } from './measure-loads.ts'
import { sizes } from './sizes.ts'
import type { Workload } from './workload.ts'

const callers = 32
const board = { items: 0, recent: 0 }
const competitors: ContenderName[] = ['ours', 'ours-ungrouped', 'raw-sql', 'raw-kv']

interface Load {
  label: string
  /** How many times as many calls as `raw-sql`. */
  target: number
  run(bench: Bench, contender: ContenderName, milliseconds: number): Promise<LoadResult>
}

const insideWorker: Load = { label: `${callers} callers in the worker`, target: 5, run: loadInside }
/** Much of this time is spent in HTTP and Node. */
const overHttp: Load = { label: `${callers} HTTP clients`, target: 3, run: loadByHttp }

/** Calls that change one object, from many concurrent callers and from a single one. */
export const groupCommit: Workload = {
  name: 'group commit',
  async measure(bench: Bench): Promise<Row[]> {
    return [
      ...(await measureLoad(bench, insideWorker)),
      ...(await measureLoad(bench, overHttp)),
      await measureAlone(bench),
    ]
  },
}

async function measureLoad(bench: Bench, { label, target, run }: Load): Promise<Row[]> {
  bench.progress(`group commit: ${label}`)
  const loaders = [...available(), ...bench.peers].map((name): [ContenderName, Loader] => [
    name,
    (milliseconds) => run(bench, name, milliseconds),
  ])
  const { rates, p99s } = await measureLoads(bench, new Map(loaders))
  const common = { size: '-', workload: `durable calls, ${label}` }
  return [
    createRow({ ...common, unit: 'calls/s', results: rates, target: atLeast(target) }),
    createRow({
      ...{ ...common, workload: '  p99 latency', unit: 'ms', results: p99s },
      target: atMost(1),
    }),
  ]
}

async function loadInside(
  bench: Bench,
  name: ContenderName,
  milliseconds: number,
): Promise<LoadResult> {
  const { worker, ...target } = objectsOf(name, 'load')
  // A load command returns a LoadResult.
  return (await bench.server.send(worker, {
    ...{ kind: 'load', operation: 'increment', callers, milliseconds, ...target, ...board },
  })) as LoadResult
}

async function loadByHttp(
  bench: Bench,
  name: ContenderName,
  milliseconds: number,
): Promise<LoadResult> {
  const { worker, ...target } = objectsOf(name, 'load')
  const command = { kind: 'call' as const, method: 'increment', args: [], ...target }
  const latencies: number[] = []
  const start = performance.now()
  async function loop(): Promise<void> {
    for (let before = start; before < start + milliseconds; ) {
      await bench.server.send(worker, command)
      const now = performance.now()
      latencies.push(now - before)
      before = now
    }
  }
  await Promise.all(Array.from({ length: callers }, loop))
  return { milliseconds: performance.now() - start, latencies }
}

async function measureAlone(bench: Bench): Promise<Row> {
  const workload = 'durable calls, a single caller'
  const size = sizes['10 KB']
  const common = { workload, size: '-', unit: 'us' as const, compareTo: 'ours-ungrouped' as const }
  const target = atMost(1.02)
  if (!hasGroupCommit) {
    const fails = 'this version has no groupCommit option'
    return createRow({ ...common, target, results: { 'ours-ungrouped': { fails } }, note: fails })
  }
  bench.progress(workload)
  const measures = (['ours', 'ours-ungrouped', 'raw-sql'] as const).map((name) => {
    const objects = objectsOf(name, 'alone')
    const options = { operation: 'increment' as const, size, first: 0, count: 100 }
    const measure: Measure = async () => (await timePerCall(bench.server, objects, options)) * 1000
    return [name, measure] as const
  })
  const rounds = bench.quick ? 10 : 60
  const results = await interleave(new Map<ContenderName, Measure>(measures), { rounds })
  return createRow({ ...common, target, results: Object.fromEntries(results) })
}

function available(): ContenderName[] {
  return competitors.filter((name) => name !== 'ours-ungrouped' || hasGroupCommit)
}
