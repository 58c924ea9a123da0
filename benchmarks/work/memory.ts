import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { objectsOf, runSequence, seed } from '../runner/objects.ts'
import { atMost, createRow, type Result, type Row } from '../runner/row.ts'
import { type Server, startServer } from '../runner/server.ts'
import { type ContenderName, contenders } from '../runner/workers.ts'
import { sizes } from './sizes.ts'
import type { Work } from './work.ts'

type Moment = 'one append' | 'all read'

const size = sizes['10 KB']
const storing: ContenderName[] = ['ours', 'raw-sql', 'raw-kv']
const moments: Moment[] = ['one append', 'all read']

/** What each awake object adds to workerd's resident memory, garbage collected before. */
export const memory: Work = {
  name: 'memory',
  async measure(bench: Bench): Promise<Row[]> {
    const count = bench.quick ? 200 : 1000
    const taken = new Map<string, number[]>()
    const measures = new Map<ContenderName, Measure>()
    for (const name of storing) {
      measures.set(name, async () => {
        bench.progress(`memory: ${count} objects of ${name}`)
        const perObject = await measureOnce(bench, name, count)
        for (const moment of moments) push(taken, `${name} ${moment}`, perObject[moment])
        return perObject['one append']
      })
    }
    const rounds = bench.quick ? 1 : 3
    const outcomes = await interleave(measures, { rounds, warmUp: 0 })
    return moments.map((moment) => {
      const results = [...outcomes].map(([name, outcome]): [ContenderName, Result] => [
        name,
        Array.isArray(outcome) ? (taken.get(`${name} ${moment}`) ?? []) : outcome,
      ])
      return createRow({
        ...{ work: `memory of an awake object, ${moment}`, size: size.label, unit: 'KB' },
        ...{ results: Object.fromEntries(results), target: atMost(1.15) },
        note: `resident, by ${count} objects`,
      })
    })
  },
}

/** One process stores them, a fresh one wakes them. */
async function measureOnce(
  bench: Bench,
  name: ContenderName,
  count: number,
): Promise<Record<Moment, number>> {
  const workers = bench.workers.filter((worker) => worker.name === contenders[name].worker)
  const names = Array.from({ length: count }, (_, index) => `memory ${index}`)
  const objects = objectsOf(name, ...names)
  return bench.withFolder(async (folder) => {
    await withServer(
      () => startServer(folder, workers),
      async (server) => {
        await seed(server, { ...objects, names: ['first'] }, size)
        await seed(server, objects, size)
      },
    )
    return withServer(
      () => startServer(folder, workers),
      async (server) => {
        const call = { size, first: 0, count: 1 }
        const first = { ...objects, names: ['first'] }
        for (const operation of ['append', 'returnAll'] as const) {
          await runSequence(server, first, { operation, ...call })
        }
        const before = await settledMemory(server, name)
        await runSequence(server, objects, { operation: 'append', ...call })
        const appended = await settledMemory(server, name)
        await runSequence(server, objects, { operation: 'sumAll', ...call })
        const read = await settledMemory(server, name)
        const perObject = (bytes: number): number => (bytes - before) / count / 1024
        return { 'one append': perObject(appended), 'all read': perObject(read) }
      },
    )
  })
}

async function settledMemory(server: Server, name: ContenderName): Promise<number> {
  const { worker } = contenders[name]
  for (let round = 0; round < 3; round += 1) {
    await server.send(worker, { kind: 'collect' })
  }
  return server.memory()
}

async function withServer<T>(
  start: () => Promise<Server>,
  use: (server: Server) => Promise<T>,
): Promise<T> {
  const server = await start()
  try {
    return await use(server)
  } finally {
    await server.stop()
  }
}

function push(taken: Map<string, number[]>, key: string, value: number): void {
  taken.set(key, [...(taken.get(key) ?? []), value])
}
