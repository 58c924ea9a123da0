import type { CallCommand } from '../board/commands.ts'
import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { type ContenderName, contenders } from '../runner/workers.ts'
import type { Workload } from './workload.ts'

const competitors: ContenderName[] = ['ours', 'bare']
const count = 1000
const calls = {
  'ctx.sql, write': 'sqlWrite',
  'ctx.sql, read': 'sqlRead',
  'ctx.storage, put': 'kvWrite',
  'ctx.storage, get': 'kvRead',
  'ctx.storage.kv, put': 'syncKvWrite',
  'ctx.storage.kv, get': 'syncKvRead',
}

/** Storage calls within one handler, against the platform's own storage. */
export const storageCalls: Workload = {
  name: 'storage calls',
  async measure(bench) {
    const rows: Row[] = []
    for (const [workload, method] of Object.entries(calls))
      rows.push(await compare(bench, workload, method))
    return rows
  },
}

async function compare(bench: Bench, workload: string, method: string): Promise<Row> {
  bench.progress(workload)
  const measures = competitors.map((name): [ContenderName, Measure] => {
    const { worker } = contenders[name]
    const object = { className: 'StorageCalls', names: ['storage'] }
    const command: CallCommand = { kind: 'call', ...object, method, args: [count] }
    return [name, async () => ((await bench.server.time(worker, command)) / count) * 1000]
  })
  const rounds = bench.quick ? 15 : 60
  const results = Object.fromEntries(await interleave(new Map(measures), { rounds, warmUp: 5 }))
  const common = { size: '-', unit: 'us', compareTo: 'bare' } as const
  return createRow({ workload, ...common, results, target: atMost(1.05) })
}
