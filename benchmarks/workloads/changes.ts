import type { OperationName } from '../board/operations.ts'
import type { Bench } from '../runner/bench.ts'
import { atMost, createRow, judge, type Row } from '../runner/row.ts'
import { type Summary, summarizeRatio } from '../runner/statistics.ts'
import { type Changes, measureChanges, resultsAt } from './measure-changes.ts'
import { type Size, sizes, withRecent } from './sizes.ts'
import type { Workload } from './workload.ts'

const small = sizes['10 KB']
const ascending = [small, sizes['100 KB'], sizes['1 MB'], sizes['10 MB']]

/** A single change of a board, at sizes that differ by a factor of a thousand. */
export const changes: Workload[] = [
  createChangeWorkload('append 200 B', 'append'),
  createChangeWorkload('edit a nested field', 'edit'),
  createChangeWorkload('set a top-level field', 'setTop'),
  createChangeWorkload('trim to the last 1000', 'trim'),
]

/** The same at twice the largest of those sizes. */
export const bigState: Workload[] = [
  createBigStateWorkload('20 MB state: append 200 B', 'append'),
  createBigStateWorkload('20 MB state: edit a nested field', 'edit'),
]

function createChangeWorkload(name: string, operation: OperationName): Workload {
  const prepare = (size: Size): Size => (operation === 'trim' ? withRecent(size) : size)
  return {
    name,
    async measure(bench: Bench): Promise<Row[]> {
      const used = (bench.quick ? [small, sizes['1 MB']] : ascending).map(prepare)
      const measured = await measureChanges(bench, { workload: name, operation, sizes: used })
      return [...used.map((size) => compare(name, measured, size)), flatness(name, measured, used)]
    },
  }
}

function createBigStateWorkload(name: string, operation: OperationName): Workload {
  return {
    name,
    async measure(bench: Bench): Promise<Row[]> {
      const used = [small, sizes['20 MB']]
      // Of the other libraries some cannot store it, and one takes a second for each change.
      const alone = { ...bench, peers: [] }
      const measured = await measureChanges(alone, { workload: name, operation, sizes: used })
      return [compare(name, measured, sizes['20 MB']), flatness(name, measured, used)]
    },
  }
}

function compare(workload: string, measured: Changes, size: Size): Row {
  const results = resultsAt(measured, size)
  return createRow({ workload, size: size.label, unit: 'us', results, target: atMost(1.2) })
}

/** Our time at the largest size divided by our time at the smallest. */
function flatness(workload: string, measured: Changes, used: Size[]): Row {
  const [least, most] = [used[0] ?? small, used.at(-1) ?? small]
  const [before, after] = [resultsAt(measured, least), resultsAt(measured, most)]
  const growth = (name: 'ours' | 'raw-sql'): Summary | undefined => {
    const [from, to] = [before[name], after[name]]
    return Array.isArray(from) && Array.isArray(to) ? summarizeRatio(to, from) : undefined
  }
  const rawGrowth = growth('raw-sql')?.median.toFixed(2)
  return judge({
    workload: `${workload}, flatness`,
    size: most.label,
    unit: 'us',
    values: createRow({ workload, size: '', unit: 'us', results: after }).values,
    ratio: growth('ours'),
    ratioTo: `own ${least.label}`,
    target: atMost(1.3),
    note: rawGrowth && `raw-sql itself grows by a factor of ${rawGrowth}`,
  })
}
