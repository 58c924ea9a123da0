import type { Bench } from '../runner/bench.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { measureChanges, resultsAt } from './measure-changes.ts'
import { sizes } from './sizes.ts'
import type { Workload } from './workload.ts'

/** Adds one and returns the new count, on an object with no other state. */
export const counter: Workload = { name: 'durable counter', measure }

async function measure(bench: Bench): Promise<Row[]> {
  const empty = { ...sizes['10 KB'], label: '-', items: 0 }
  const options = { workload: counter.name, operation: 'increment' as const, sizes: [empty] }
  const changes = await measureChanges(bench, options)
  return [
    createRow({
      ...{ workload: counter.name, size: '-', unit: 'us', results: resultsAt(changes, empty) },
      target: atMost(1.1),
    }),
  ]
}
