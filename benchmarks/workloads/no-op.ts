import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { objectsOf, timePerCall } from '../runner/objects.ts'
import { atMost, createRow, type Result, type Row } from '../runner/row.ts'
import type { ContenderName } from '../runner/workers.ts'
import { sizes } from './sizes.ts'
import type { Workload } from './workload.ts'

/** A method that returns a constant: shows what our stub and class add to a call. */
export const noOp: Workload = {
  name: 'no-op method',
  async measure(bench: Bench): Promise<Row[]> {
    const common = { size: '-', unit: 'us', compareTo: 'bare' } as const
    const [kept, fresh] = [await measure(bench, false), await measure(bench, true)]
    return [
      createRow({ ...common, workload: 'no-op, stub kept', results: kept, target: atMost(1.15) }),
      createRow({
        ...{ ...common, workload: 'no-op, fresh stub per call', results: fresh },
        target: atMost(1.25),
      }),
    ]
  },
}

async function measure(
  bench: Bench,
  freshStubs: boolean,
): Promise<Partial<Record<ContenderName, Result>>> {
  const names: ContenderName[] = ['ours', 'bare', ...bench.peers]
  const options = { operation: 'noop' as const, size: sizes['10 KB'], first: 0, count: 1000 }
  const measures = names.map((name): [ContenderName, Measure] => {
    const objects = objectsOf(name, 'no-op')
    return [
      name,
      async () => (await timePerCall(bench.server, objects, { ...options, freshStubs })) * 1000,
    ]
  })
  const rounds = bench.quick ? 15 : 100
  return Object.fromEntries(await interleave(new Map(measures), { rounds, warmUp: 5 }))
}
