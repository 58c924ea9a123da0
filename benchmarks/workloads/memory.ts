import { join } from 'node:path'
import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { objectsOf, runSequence, seed } from '../runner/objects.ts'
import { atMost, createRow, type Result, type Row } from '../runner/row.ts'
import { type Server, startServer } from '../runner/server.ts'
import { boardContenders, type ContenderName, contenders } from '../runner/workers.ts'
import { sizes } from './sizes.ts'
import type { Workload } from './workload.ts'

type Moment = 'one append' | 'all read'

const size = sizes['10 KB']
const moments: Moment[] = ['one append', 'all read']

/** The resident memory that each awake object adds to workerd, after garbage collection. */
export const memory: Workload = {
  name: 'memory',
  measure: (bench) => bench.withFolder((folder) => measureIn(bench, folder)),
}

async function measureIn(bench: Bench, folder: string): Promise<Row[]> {
  const count = bench.quick ? 200 : 1000
  const taken = new Map<string, number[]>()
  const measures = new Map<ContenderName, Measure>()
  for (const name of [...boardContenders, ...bench.peers]) {
    bench.progress(`memory: seeding ${count} objects of ${name}`)
    const subject = { name, count, folder: join(folder, name) }
    await seedAll(bench, subject)
    let round = 0
    measures.set(name, async () => {
      bench.progress(`memory: waking ${count} objects of ${name}`)
      const perObject = await wakeAll(bench, subject, round++)
      for (const moment of moments) push(taken, `${name} ${moment}`, perObject[moment])
      return perObject['one append']
    })
  }
  const outcomes = await interleave(measures, { rounds: bench.quick ? 1 : 3, warmUp: 0 })
  return moments.map((moment) => {
    const results = [...outcomes].map(([name, outcome]): [ContenderName, Result] => [
      name,
      Array.isArray(outcome) ? (taken.get(`${name} ${moment}`) ?? []) : outcome,
    ])
    return createRow({
      ...{ workload: `memory of an awake object, ${moment}`, size: size.label, unit: 'KB' },
      ...{ results: Object.fromEntries(results), target: atMost(1.1) },
      note: `resident memory, averaged over ${count} objects`,
    })
  })
}

interface Subject {
  name: ContenderName
  count: number
  folder: string
}

/** Uses a separate process, so that seeding does not affect the measured memory. */
async function seedAll(bench: Bench, subject: Subject): Promise<void> {
  await withServer(bench, subject, async (server) => {
    await seed(server, objectsOf(subject.name, 'first', ...namesOf(subject)), size)
  })
}

/** The boards persist between rounds, and each round adds one item. */
function wakeAll(bench: Bench, subject: Subject, round: number): Promise<Record<Moment, number>> {
  const { name, count } = subject
  return withServer(bench, subject, async (server) => {
    const [first, all] = [objectsOf(name, 'first'), objectsOf(name, ...namesOf(subject))]
    const call = { size, first: round, count: 1 }
    // The first object pays the process-wide costs, so that the others do not.
    await runSequence(server, first, { operation: 'returnAll', ...call })
    const before = await settledMemory(server, name)
    const perObject = async (): Promise<number> =>
      ((await settledMemory(server, name)) - before) / count / 1024
    await runSequence(server, all, { operation: 'append', ...call })
    const appended = await perObject()
    await runSequence(server, all, { operation: 'sumAll', ...call })
    return { 'one append': appended, 'all read': await perObject() }
  })
}

function namesOf({ count }: Subject): string[] {
  return Array.from({ length: count }, (_, index) => `memory ${index}`)
}

async function settledMemory(server: Server, name: ContenderName): Promise<number> {
  const { worker } = contenders[name]
  for (let round = 0; round < 3; round += 1) {
    await server.send(worker, { kind: 'collect' })
  }
  return server.memory()
}

async function withServer<T>(
  bench: Bench,
  { name, folder }: Subject,
  use: (server: Server) => Promise<T>,
): Promise<T> {
  const workers = bench.workers.filter((worker) => worker.name === contenders[name].worker)
  const server = await startServer(folder, workers)
  try {
    return await use(server)
  } finally {
    await server.stop()
  }
}

function push(taken: Map<string, number[]>, key: string, value: number): void {
  taken.set(key, [...(taken.get(key) ?? []), value])
}
