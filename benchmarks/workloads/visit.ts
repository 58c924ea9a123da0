import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure, messageOf } from '../runner/interleave.ts'
import { callMethod, evict, objectsOf, seed, timePerCall } from '../runner/objects.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { boardContenders, type ContenderName } from '../runner/workers.ts'
import { type Size, sizes } from './sizes.ts'
import type { Workload } from './workload.ts'

interface Subject {
  label: string
  target: number
  /** Whether the elements have not been read since the object woke. */
  isFirst: boolean
}

const subjects: Subject[] = [
  { label: 'visit everything, awake, first time', target: 1.4, isFirst: true },
  { label: 'visit everything, awake, second time', target: 0.6, isFirst: false },
]

/** A batch visits several objects one after another, since a single visit is too short to time. */
const objectsPerBatch: Record<string, number> = { '1 MB': 10, '10 MB': 3 }

/** Reads two fields of each element of a list, within an object that is awake. */
export const visit: Workload = {
  name: 'visit',
  async measure(bench: Bench): Promise<Row[]> {
    const rows: Row[] = []
    for (const size of bench.quick ? [sizes['1 MB']] : [sizes['1 MB'], sizes['10 MB']]) {
      rows.push(...(await measureSize(bench, size)))
    }
    return rows.toSorted((a, b) => order(a) - order(b))
  },
}

async function measureSize(bench: Bench, size: Size): Promise<Row[]> {
  const failed = new Map<ContenderName, string>()
  for (const contender of boardContenders) {
    bench.progress(`visit: seeding ${contender} ${size.label}`)
    await seed(bench.server, objectsAt(contender, size), size).catch((error: unknown) => {
      failed.set(contender, messageOf(error))
    })
  }
  const rows: Row[] = []
  for (const subject of subjects) {
    bench.progress(`${subject.label}: ${size.label}`)
    const measures = boardContenders.map((contender) => {
      const reason = failed.get(contender)
      const measure = createMeasure(bench, { contender, size, isFirst: subject.isFirst })
      return [contender, reason ? () => Promise.reject(new Error(reason)) : measure] as const
    })
    const results = await interleave(new Map(measures), { rounds: bench.quick ? 8 : 20 })
    rows.push(
      createRow({
        ...{ workload: subject.label, size: size.label, unit: 'ms' },
        ...{ results: Object.fromEntries(results), target: atMost(subject.target) },
      }),
    )
  }
  return rows
}

interface VisitOptions {
  contender: ContenderName
  size: Size
  isFirst: boolean
}

function createMeasure({ server }: Bench, { contender, size, isFirst }: VisitOptions): Measure {
  const objects = objectsAt(contender, size)
  const noop = { method: 'noop', args: [] }
  return async () => {
    if (isFirst) {
      await evict(server, objects)
      await callMethod(server, objects, noop)
    }
    return timePerCall(server, objects, { operation: 'sumAll', size, first: 0, count: 1 })
  }
}

function objectsAt(contender: ContenderName, { label }: Size) {
  const names = Array.from({ length: objectsPerBatch[label] ?? 1 }, (_, index) => index)
  return objectsOf(contender, ...names.map((index) => `visit ${label} ${index}`))
}

function order({ workload }: Row): number {
  return subjects.findIndex(({ label }) => label === workload)
}
