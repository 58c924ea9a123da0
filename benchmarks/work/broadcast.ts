import type { Bench } from '../runner/bench.ts'
import { type Crowd, gather } from '../runner/crowd.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { quantile } from '../runner/statistics.ts'
import { type ContenderName, contenders } from '../runner/workers.ts'
import type { Work } from './work.ts'

const competitors: ContenderName[] = ['ours', 'bare']
const text = 'x'.repeat(100)

/** One socket speaks and all get it, from an object that keeps nothing. */
export const broadcast: Work = {
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
    crowds.set(name, await gather(port, `/Megaphone/${sockets}`, sockets))
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
      return (await crowd.say(text, batch)) / batch
    })
    const late = await measureAll(bench.quick ? 3 : 9, (crowd) => measureP99(crowd, alone))
    return [
      createRow({
        work: 'broadcast, one after another',
        ...common,
        results: many,
        target: atMost(1.1),
      }),
      createRow({
        work: 'broadcast, p99 of one alone',
        ...common,
        results: late,
        target: atMost(1.1),
      }),
    ]
  } finally {
    for (const crowd of crowds.values()) crowd.leave()
  }
}

async function measureP99(crowd: Crowd, count: number): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < count; n += 1) times.push(await crowd.say(text, 1))
  return quantile(
    times.toSorted((a, b) => a - b),
    0.99,
  )
}
