import type { OperationName } from '../board/operations.ts'
import type { Bench } from '../runner/bench.ts'
import { atMost, createRow, judge, type Row } from '../runner/row.ts'
import { type Summary, summarizeRatio } from '../runner/statistics.ts'
import { type Changes, measureChanges, resultsAt } from './measure-changes.ts'
import { type Size, sizes, withRecent } from './sizes.ts'
import type { Work } from './work.ts'

const small = sizes['10 KB']
const ascending = [small, sizes['100 KB'], sizes['1 MB'], sizes['10 MB']]

/** One change in one place of a board, at sizes that are a thousand times apart. */
export const changes: Work[] = [
  createWork('append 200 B', 'append'),
  createWork('edit a nested field', 'edit'),
  createWork('set a top field', 'setTop'),
  createWork('trim to the last 1000', 'trim'),
]

/** The same at twice the size of the biggest. */
export const bigState: Work[] = [
  createBigWork('20 MB state: append 200 B', 'append'),
  createBigWork('20 MB state: edit a nested field', 'edit'),
]

function createWork(name: string, operation: OperationName): Work {
  const prepare = (size: Size): Size => (operation === 'trim' ? withRecent(size) : size)
  return {
    name,
    async measure(bench: Bench): Promise<Row[]> {
      const used = (bench.quick ? [small, sizes['1 MB']] : ascending).map(prepare)
      const measured = await measureChanges(bench, { work: name, operation, sizes: used })
      return [...used.map((size) => compare(name, measured, size)), flatness(name, measured, used)]
    },
  }
}

function createBigWork(name: string, operation: OperationName): Work {
  return {
    name,
    async measure(bench: Bench): Promise<Row[]> {
      const used = [small, sizes['20 MB']]
      const measured = await measureChanges(bench, { work: name, operation, sizes: used })
      return [compare(name, measured, sizes['20 MB']), flatness(name, measured, used)]
    },
  }
}

function compare(work: string, measured: Changes, size: Size): Row {
  const results = resultsAt(measured, size)
  return createRow({ work, size: size.label, unit: 'us', results, target: atMost(1.25) })
}

/** The biggest by the smallest, ours by our own. */
function flatness(work: string, measured: Changes, used: Size[]): Row {
  const [least, most] = [used[0] ?? small, used.at(-1) ?? small]
  const [before, after] = [resultsAt(measured, least), resultsAt(measured, most)]
  const growth = (name: 'ours' | 'raw-sql'): Summary | undefined => {
    const [from, to] = [before[name], after[name]]
    return Array.isArray(from) && Array.isArray(to) ? summarizeRatio(to, from) : undefined
  }
  const rawGrowth = growth('raw-sql')?.median.toFixed(2)
  return judge({
    work: `${work}, flatness`,
    size: most.label,
    unit: 'us',
    values: createRow({ work, size: '', unit: 'us', results: after }).values,
    ratio: growth('ours'),
    ratioTo: `own ${least.label}`,
    target: atMost(1.3),
    note: rawGrowth && `raw-sql grows by ${rawGrowth} itself`,
  })
}
