import type { OperationName } from '../board/operations.ts'
import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure, messageOf } from '../runner/interleave.ts'
import { batchSize, callMethod, objectsOf, seed, timePerCall } from '../runner/objects.ts'
import type { Result } from '../runner/row.ts'
import { boardContenders, type ContenderName } from '../runner/workers.ts'
import type { Size } from './sizes.ts'

interface Subject {
  contender: ContenderName
  size: Size
}

export interface ChangeOptions {
  /** The name of the workload; also part of the names of its objects. */
  workload: string
  operation: OperationName
  sizes: Size[]
}

/** Microseconds per change, for each contender at each size. */
export type Changes = { subject: Subject; result: Result }[]

export async function measureChanges(bench: Bench, options: ChangeOptions): Promise<Changes> {
  const measures = new Map<Subject, Measure>()
  for (const size of options.sizes) {
    for (const contender of [...boardContenders, ...bench.peers]) {
      const subject = { contender, size }
      measures.set(subject, await prepare(bench, subject, options))
    }
  }
  bench.progress(`${options.workload}: measuring`)
  const results = await interleave(measures, { rounds: bench.quick ? 8 : 30, warmUp: 2 })
  return [...results].map(([subject, result]) => ({ subject, result }))
}

export function resultsAt(changes: Changes, size: Size): Partial<Record<ContenderName, Result>> {
  const there = changes.filter(({ subject }) => subject.size === size)
  return Object.fromEntries(there.map(({ subject, result }) => [subject.contender, result]))
}

async function prepare(
  { server, progress }: Bench,
  { contender, size }: Subject,
  { workload, operation }: ChangeOptions,
): Promise<Measure> {
  progress(`${workload}: seeding ${contender} ${size.label}`)
  const objects = objectsOf(contender, `${workload}, ${size.label}`)
  let calls = 0
  async function batch(count: number): Promise<number> {
    // Appended items are removed again after each batch, so the index restarts at 0.
    const first = operation === 'append' ? 0 : calls
    calls += count
    const perCall = await timePerCall(server, objects, { operation, size, first, count })
    if (operation === 'append') {
      await callMethod(server, objects, { method: 'shrink', args: [size.items] })
    }
    return perCall
  }
  try {
    await seed(server, objects, size)
    const count = batchSize(await batch(5))
    return async () => (await batch(count)) * 1000
  } catch (error) {
    return () => Promise.reject(new Error(messageOf(error)))
  }
}
