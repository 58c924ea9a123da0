import type { OperationName } from '../board/operations.ts'
import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure, messageOf } from '../runner/interleave.ts'
import { evict, objectsOf, runSequence, seed, timePerCall } from '../runner/objects.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { boardContenders, type ContenderName } from '../runner/workers.ts'
import { type Size, sizes } from './sizes.ts'
import type { Workload } from './workload.ts'

interface Subject {
  operation: OperationName
  label: string
  /** Keyed by the label of the size. */
  targets: Record<string, number>
}

const subjects: Subject[] = [
  {
    operation: 'readLast',
    label: 'wake + read the last element',
    targets: { '10 KB': 1.2, '1 MB': 1.2, '10 MB': 1.2 },
  },
  { operation: 'sumAll', label: 'wake + visit everything', targets: { '10 MB': 1.3 } },
  { operation: 'returnAll', label: 'wake + return everything', targets: { '10 MB': 1.3 } },
]

/** A batch wakes several objects one after another, since a single wake is too short to time. */
const wakesPerBatch: Record<string, number> = { '10 KB': 20, '1 MB': 10, '10 MB': 4 }

/** Calls after seeding, so that the stored pages look as they do after normal use. */
const changesBefore = 50

/** The first call of an evicted object, which opens the database and loads the state. */
export const wake: Workload = {
  name: 'wake',
  async measure(bench: Bench): Promise<Row[]> {
    const rows: Row[] = []
    const small = [sizes['10 KB'], sizes['1 MB']]
    for (const size of bench.quick ? small : [...small, sizes['10 MB']]) {
      rows.push(...(await measureSize(bench, size)))
    }
    return rows.toSorted((a, b) => order(a) - order(b))
  },
}

async function measureSize(bench: Bench, size: Size): Promise<Row[]> {
  const failed = new Map<ContenderName, string>()
  const contenders = [...boardContenders, ...bench.peers]
  for (const contender of contenders) {
    bench.progress(`wake: seeding ${contender} ${size.label}`)
    try {
      await prepare(bench, contender, size)
    } catch (error) {
      failed.set(contender, messageOf(error))
    }
  }
  const rows: Row[] = []
  for (const subject of subjects) {
    bench.progress(`${subject.label}: ${size.label}`)
    const measures = contenders.map((contender) => {
      const reason = failed.get(contender)
      const measure = createMeasure(bench, { contender, size, operation: subject.operation })
      return [contender, reason ? () => Promise.reject(new Error(reason)) : measure] as const
    })
    const results = await interleave(new Map(measures), { rounds: bench.quick ? 5 : 15 })
    const limit = subject.targets[size.label]
    rows.push(
      createRow({
        ...{ workload: subject.label, size: size.label, unit: 'ms' },
        ...{ results: Object.fromEntries(results), target: limit ? atMost(limit) : undefined },
      }),
    )
  }
  return rows
}

async function prepare({ server }: Bench, contender: ContenderName, size: Size): Promise<void> {
  const objects = objectsAt(contender, size)
  const count = changesBefore / 2
  const smaller = { ...size, items: size.items - count }
  await seed(server, objects, smaller)
  await runSequence(server, objects, { operation: 'append', size: smaller, first: 0, count })
  await runSequence(server, objects, { operation: 'edit', size, first: 0, count })
}

interface WakeOptions {
  contender: ContenderName
  size: Size
  operation: OperationName
}

function createMeasure({ server }: Bench, { contender, size, operation }: WakeOptions): Measure {
  const objects = objectsAt(contender, size)
  return async () => {
    await evict(server, objects)
    return timePerCall(server, objects, { operation, size, first: 0, count: 1 })
  }
}

function objectsAt(contender: ContenderName, { label }: Size) {
  const names = Array.from({ length: wakesPerBatch[label] ?? 1 }, (_, index) => index)
  return objectsOf(contender, ...names.map((index) => `wake ${label} ${index}`))
}

function order({ workload }: Row): number {
  return subjects.findIndex(({ label }) => label === workload)
}
