import type { Bench } from '../runner/bench.ts'
import { type Crowd, connectCrowd } from '../runner/crowd.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { quantile } from '../runner/statistics.ts'
import { type ContenderName, contenders } from '../runner/workers.ts'
import type { Workload } from './workload.ts'

const competitors: ContenderName[] = ['ours', 'bare']
const text = 'x'.repeat(100)

/** An object without state relays the messages of one socket to all. */
export const broadcast: Workload = {
  name: 'broadcast',
  async measure(bench) {
    return [...(await measureCrowd(bench, 200)), ...(await measureCrowd(bench, 1000))]
  },
}

async function measureCrowd(bench: Bench, sockets: number): Promise<Row[]> {
  bench.progress(`broadcast to ${sockets} sockets`)
  const crowds = new Map<ContenderName, Crowd>()
  for (const name of competitors) {
    const port = bench.server.port(contenders[name].worker)
    crowds.set(name, await connectCrowd(port, `/Megaphone/${sockets}`, sockets))
  }
  const common = { size: `${sockets} sockets`, unit: 'ms', compareTo: 'bare' } as const
  const measureAll = async (rounds: number, measure: (crowd: Crowd) => Promise<number>) => {
    const measures = [...crowds].map(([name, crowd]): [ContenderName, Measure] => [
      name,
      () => measure(crowd),
    ])
    return Object.fromEntries(await interleave(new Map(measures), { rounds, warmUp: 2 }))
  }
  try {
    const [batch, alone] = bench.quick ? [10, 50] : [20, 200]
    const many = await measureAll(bench.quick ? 10 : 40, async (crowd) => {
      return (await crowd.send(text, batch)) / batch
    })
    const measureSingle = (part: number) =>
      measureAll(bench.quick ? 3 : 9, (crowd) => quantileOfSingle(crowd, { count: alone, part }))
    const [p50, p99] = [await measureSingle(0.5), await measureSingle(0.99)]
    const single = 'of single messages'
    return [
      createRow({
        ...{ ...common, workload: 'broadcast, many messages at once', results: many },
        target: atMost(1),
      }),
      createRow({
        ...{ ...common, workload: `broadcast, p50 ${single}`, results: p50, target: atMost(1.1) },
      }),
      createRow({
        ...{ ...common, workload: `broadcast, p99 ${single}`, results: p99, target: atMost(1.1) },
      }),
    ]
  } finally {
    for (const crowd of crowds.values()) crowd.close()
  }
}

interface Singles {
  count: number
  /** Which quantile, from 0 to 1. */
  part: number
}

async function quantileOfSingle(crowd: Crowd, { count, part }: Singles): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < count; n += 1) times.push(await crowd.send(text, 1))
  return quantile(
    times.toSorted((a, b) => a - b),
    part,
  )
}
