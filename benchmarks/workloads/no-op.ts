import type { Bench } from '../runner/bench.ts'
import { interleave } from '../runner/interleave.ts'
import { objectsOf, timePerCall } from '../runner/objects.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import type { ContenderName } from '../runner/workers.ts'
import { sizes } from './sizes.ts'
import type { Workload } from './workload.ts'

/** A method that returns a constant: shows what our stub and class add to a call. */
export const noOp: Workload = { name: 'no-op method', measure }

async function measure(bench: Bench): Promise<Row[]> {
  const names: ContenderName[] = ['ours', 'bare']
  const count = 1000
  const options = { operation: 'noop' as const, size: sizes['10 KB'], first: 0, count }
  const measures = names.map((name) => {
    const objects = objectsOf(name, 'no-op')
    const take = async () => (await timePerCall(bench.server, objects, options)) * 1000
    return [name, take] as const
  })
  const rounds = bench.quick ? 15 : 100
  const results = await interleave(new Map(measures), { rounds, warmUp: 5 })
  return [
    createRow({
      ...{ workload: noOp.name, size: '-', unit: 'us', results: Object.fromEntries(results) },
      ...{ compareTo: 'bare', target: atMost(1.1) },
    }),
  ]
}
