import { isDeepStrictEqual } from 'node:util'
import type { LoadResult } from '../board/commands.ts'
import { handlerOperations } from '../board/handler-operations.ts'
import { callOf } from '../board/operations.ts'
import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { callMethod, type Objects, timePerCall } from '../runner/objects.ts'
import { atLeast, atMost, createRow, type Row, type Target } from '../runner/row.ts'
import { type ContenderName, contenders } from '../runner/workers.ts'
import { type Loader, measureLoads } from './measure-loads.ts'
import type { Workload } from './workload.ts'

type Operation = keyof typeof handlerOperations

interface Handler {
  operation: Operation
  workload: string
  target?: Target
}

const competitors: ContenderName[] = ['ours', 'bare']
const callers = 32
const board = { items: 0, recent: 0 }
const common = { size: '-', compareTo: 'bare' } as const

const alone: Handler[] = [
  { operation: 'nothing', workload: 'does nothing' },
  { operation: 'readDeclared', workload: 'reads a row, calls.reads', target: atMost(1.05) },
  { operation: 'readAsync', workload: 'reads a row, async', target: atMost(1.5) },
  { operation: 'readPlain', workload: 'reads a row, plain', target: atMost(1.5) },
  { operation: 'writeAsync', workload: 'writes a row, async', target: atMost(1.15) },
  { operation: 'writePlain', workload: 'writes a row, plain', target: atMost(1.15) },
  {
    operation: 'writeAfterMicrotask',
    workload: 'awaits a microtask, writes a row',
    target: atMost(1.15),
  },
  {
    operation: 'writeAfterStorage',
    workload: 'awaits storage, writes a row',
    target: atMost(1.15),
  },
  { operation: 'writeEverything', workload: 'writes a row, a key and state' },
  { operation: 'putKey', workload: 'puts a key' },
  { operation: 'setAlarm', workload: 'sets the alarm' },
]

const crowded: Handler[] = [
  { operation: 'writePlain', workload: 'writes a row, plain', target: atLeast(4) },
  { operation: 'writeAsync', workload: 'writes a row, async', target: atLeast(2) },
  { operation: 'writeAfterStorage', workload: 'awaits storage, writes a row', target: atLeast(2) },
]

/** Handlers with SQL, which are undone if they throw, against plain methods, which are not. */
export const sqlHandlers: Workload = {
  name: 'sql handlers',
  async measure(bench) {
    await assertSame(bench)
    const rows: Row[] = []
    for (const handler of alone) rows.push(await measureAlone(bench, handler))
    for (const handler of crowded) rows.push(...(await measureCrowd(bench, handler)))
    return rows
  },
}

async function measureAlone(bench: Bench, { operation, workload, target }: Handler): Promise<Row> {
  bench.progress(`sql handlers: ${workload}`)
  const writes = /^(write|put|set)/.test(operation)
  const count = writes ? 100 : 500
  const measures = competitors.map((name): [ContenderName, Measure] => {
    const objects = objectsOf(name, 'alone')
    let first = 0
    const measure: Measure = async () => {
      // New values each time, since SQLite skips writes that would not change a row.
      first += count
      return (
        (await timePerCall(bench.server, objects, { operation, size: board, first, count })) * 1000
      )
    }
    return [name, measure]
  })
  const rounds = bench.quick ? 15 : 60
  const results = Object.fromEntries(await interleave(new Map(measures), { rounds, warmUp: 5 }))
  return createRow({ ...common, workload: `sql handler, ${workload}`, unit: 'us', results, target })
}

async function measureCrowd(
  bench: Bench,
  { operation, workload, target }: Handler,
): Promise<Row[]> {
  bench.progress(`sql handlers: ${callers} callers, ${workload}`)
  const loaders = competitors.map((name): [ContenderName, Loader] => {
    const { worker, ...objects } = objectsOf(name, `load ${operation}`)
    const command = { kind: 'load' as const, operation, callers, ...objects, ...board }
    // A load command returns a LoadResult.
    return [
      name,
      async (milliseconds) =>
        (await bench.server.send(worker, { ...command, milliseconds })) as LoadResult,
    ]
  })
  const { rates, p99s } = await measureLoads(bench, new Map(loaders))
  const name = `sql handler, ${callers} callers, ${workload}`
  return [
    createRow({ ...common, workload: name, unit: 'calls/s', results: rates, target }),
    createRow({ ...common, workload: '  p99 latency', unit: 'ms', results: p99s }),
  ]
}

/** Throws unless both contenders return the same results. */
async function assertSame({ server }: Bench): Promise<void> {
  for (const operation of Object.keys(handlerOperations) as Operation[]) {
    const call = callOf(operation, 7, board)
    const [own, other] = await Promise.all(
      competitors.map((name) => callMethod(server, objectsOf(name, 'check'), call)),
    )
    if (isDeepStrictEqual(own, other)) continue
    const values = `${JSON.stringify(own)} and ${JSON.stringify(other)}`
    throw new Error(`SqlHandlers are not comparable: ${operation} returned ${values}.`)
  }
}

function objectsOf(contender: ContenderName, name: string): Objects {
  const { worker } = contenders[contender]
  return { worker, className: 'SqlHandlers', names: [name] }
}
