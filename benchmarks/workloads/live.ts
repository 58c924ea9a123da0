import type { Bench } from '../runner/bench.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { openPages, type Pages } from '../runner/pages.ts'
import { atMost, createRow, type Row, type Target, type Unit } from '../runner/row.ts'
import { type Server, startServer } from '../runner/server.ts'
import type { ContenderName } from '../runner/workers.ts'
import { roomOf } from './live-rooms.ts'
import { measureLiveSizes } from './live-sizes.ts'
import type { Workload } from './workload.ts'

const pages = 200
const competitors: ContenderName[] = ['ours', 'our-sockets', 'raw-sql', 'whole-state']

/** A chat room that pages follow, in a workerd of its own. */
export const live: Workload = {
  name: 'live pages',
  measure: (bench) =>
    bench.withFolder(async (folder) => {
      const server = await startServer(folder, [bench.liveWorker, ...bench.workers])
      try {
        return [...(await measureCrowd(bench, server)), ...(await measureLiveSizes(server))]
      } finally {
        await server.stop()
      }
    }),
}

async function measureCrowd(bench: Bench, server: Server): Promise<Row[]> {
  const rooms = new Map<ContenderName, Pages>()
  for (const name of competitors) {
    bench.progress(`${pages} pages of ${name}`)
    const { worker, className } = roomOf(name)
    const options = {
      port: server.port(worker),
      path: `/${className}/room`,
      isLive: name === 'ours',
    }
    rooms.set(name, await openPages({ ...options, count: pages }))
  }
  const measureAll = async (rounds: number, measure: (room: Pages) => Promise<number>) => {
    const measures = [...rooms].map(([name, room]): [ContenderName, Measure] => [
      name,
      () => measure(room),
    ])
    return Object.fromEntries(await interleave(new Map(measures), { rounds, warmUp: 2 }))
  }
  type Results = Awaited<ReturnType<typeof measureAll>>
  const row = (workload: string, unit: Unit, results: Results, target?: Target) =>
    createRow({ workload, size: `${pages} pages`, unit, results, target })
  try {
    const [rounds, batch] = bench.quick ? [5, 20] : [15, 50]
    // The rooms get their last 1,000 messages.
    for (const room of rooms.values()) for (let n = 0; n < 50; n++) await room.say(20)
    const atOnce = await measureAll(rounds, async (room) => (await room.say(20)) / 20)
    const single = await measureAll(rounds * 10, (room) => room.say(1))
    const work = await measureAll(rounds, async (room) => {
      const before = server.cpuTime()
      for (let n = 0; n < batch; n++) await room.say(1)
      return (server.cpuTime() - before) / batch
    })
    const bytes = await measureAll(3, async (room) => {
      const before = room.received
      for (let n = 0; n < 10; n++) await room.say(1)
      return (room.received - before) / 10 / pages
    })
    return [
      row('live chat, 20 messages at once', 'ms', atOnce, atMost(1)),
      row('live chat, single messages', 'ms', single, atMost(1)),
      row('  CPU time of the server', 'ms', work),
      row('  sent to each page', 'bytes', bytes),
    ]
  } finally {
    for (const room of rooms.values()) room.close()
  }
}
