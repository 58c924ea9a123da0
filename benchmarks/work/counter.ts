import type { Bench } from '../runner/bench.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { measureChanges, resultsAt } from './measure-changes.ts'
import { sizes } from './sizes.ts'
import type { Work } from './work.ts'

/** Adds one and answers with the new count, on an object that has nothing else. */
export const counter: Work = { name: 'durable counter', measure }

async function measure(bench: Bench): Promise<Row[]> {
  const empty = { ...sizes['10 KB'], label: '-', items: 0 }
  const options = { work: counter.name, operation: 'increment' as const, sizes: [empty] }
  const changes = await measureChanges(bench, options)
  return [
    createRow({
      ...{ work: counter.name, size: '-', unit: 'us', results: resultsAt(changes, empty) },
      target: atMost(1.15),
    }),
  ]
}
