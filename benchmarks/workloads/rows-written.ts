import type { OperationName } from '../board/operations.ts'
import type { Bench } from '../runner/bench.ts'
import { messageOf } from '../runner/interleave.ts'
import { callMethod, type Objects, runSequence, seed } from '../runner/objects.ts'
import { atMost, createRow, type Result, type Row } from '../runner/row.ts'
import { boardContenders, type ContenderName, contenders, countedClass } from '../runner/workers.ts'
import { type Size, sizes, withRecent } from './sizes.ts'
import type { Workload } from './workload.ts'

/** The mean number of billed rows written per call. */
export const rowsWritten: Workload = { name: 'rows written', measure }

const rowsMethod = 'benchRowsWritten'
interface Subject {
  operation: OperationName
  label: string
  target?: number
}

const subjects: Subject[] = [
  { operation: 'increment', label: 'count', target: 1.05 },
  { operation: 'append', label: 'append', target: 1.05 },
  { operation: 'edit', label: 'edit', target: 1.05 },
  { operation: 'setTop', label: 'set', target: 1.05 },
  // Each call adds one item and removes another.
  { operation: 'trim', label: 'trim' },
  { operation: 'readLast', label: 'read the last', target: 0 },
  { operation: 'sumAll', label: 'read all', target: 0 },
]

async function measure(bench: Bench): Promise<Row[]> {
  const rows: Row[] = []
  const used = bench.quick ? [sizes['10 KB']] : [sizes['10 KB'], sizes['1 MB'], sizes['10 MB']]
  for (const size of used) {
    for (const subject of subjects) {
      bench.progress(`${rowsWritten.name}: ${subject.label} ${size.label}`)
      rows.push(await measureRows(bench, subject, size))
    }
  }
  return rows
}

async function measureRows(bench: Bench, subject: Subject, size: Size): Promise<Row> {
  const board = subject.operation === 'trim' ? withRecent(size) : size
  const results: Partial<Record<ContenderName, Result>> = {}
  for (const name of boardContenders) results[name] = await countRows(bench, name, subject, board)
  return createRow({
    ...{ workload: `rows written: ${subject.label}`, size: size.label, unit: 'rows', results },
    ...{
      compareTo: null,
      target: subject.target === undefined ? undefined : atMost(subject.target),
    },
  })
}

async function countRows(
  { server, quick }: Bench,
  contender: ContenderName,
  { operation }: Subject,
  size: Size,
): Promise<Result> {
  const count = operation === 'sumAll' ? 5 : quick ? 100 : 500
  const objects: Objects = {
    worker: contenders[contender].worker,
    className: countedClass(contender),
    names: [`${operation} ${size.label}`],
  }
  const rows = () => callMethod(server, objects, { method: rowsMethod, args: [] })
  try {
    await seed(server, objects, size)
    const before = Number(await rows())
    await runSequence(server, objects, { operation, size, first: 0, count })
    return [(Number(await rows()) - before) / count]
  } catch (error) {
    return { fails: messageOf(error) }
  }
}
