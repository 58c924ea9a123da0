import type { Bench } from '../runner/bench.ts'
import { type Crowd, connectCrowd } from '../runner/crowd.ts'
import { interleave, type Measure } from '../runner/interleave.ts'
import { callMethod } from '../runner/objects.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { type ContenderName, contenders } from '../runner/workers.ts'
import type { Workload } from './workload.ts'

const competitors: ContenderName[] = ['ours', 'raw-sql']
const listeners = 20
const kept = 1000
const text = 'x'.repeat(100)

/** The guide's chat room, which keeps its last 1,000 messages, against one with a row for each. */
export const chatRoom: Workload = { name: 'chat room', measure }

async function measure(bench: Bench): Promise<Row[]> {
  const crowds = new Map<ContenderName, Crowd>()
  for (const name of competitors) crowds.set(name, await openRoom(bench, name))
  try {
    const rows: Row[] = []
    for (const [workload, burst] of [
      ['chat room, one message at a time', 1],
      ['chat room, 50 messages at once', 50],
    ] as const) {
      const rounds = bench.quick ? 10 : 60
      const measures = [...crowds].map(([name, crowd]): [ContenderName, Measure] => [
        name,
        () => timePerMessage(crowd, burst),
      ])
      const results = Object.fromEntries(await interleave(new Map(measures), { rounds, warmUp: 3 }))
      const size = `${kept} kept`
      rows.push(createRow({ workload, size, unit: 'us', results, target: atMost(1.1) }))
    }
    return rows
  } finally {
    for (const crowd of crowds.values()) crowd.close()
  }
}

async function openRoom({ server }: Bench, name: ContenderName): Promise<Crowd> {
  const { worker } = contenders[name]
  const crowd = await connectCrowd(server.port(worker), '/Chat/room', listeners)
  for (let sent = 0; sent < kept; sent += 100) await crowd.send(text, 100)
  const room = { worker, className: 'Chat', names: ['room'] }
  const count = await callMethod(server, room, { method: 'kept', args: [] })
  if (count !== kept)
    throw new Error(`The ${name} room keeps ${count} messages instead of ${kept}.`)
  return crowd
}

/** The mean over 50 messages, in microseconds. */
async function timePerMessage(crowd: Crowd, burst: number): Promise<number> {
  const count = 50
  let milliseconds = 0
  for (let sent = 0; sent < count; sent += burst) milliseconds += await crowd.send(text, burst)
  return (milliseconds / count) * 1000
}
