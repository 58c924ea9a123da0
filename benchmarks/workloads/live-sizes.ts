import { connect, type LiveObject, type LiveShape } from '@cloudwerk/client'
import { messageOf } from '../runner/interleave.ts'
import { callMethod, type Objects } from '../runner/objects.ts'
import { openPages } from '../runner/pages.ts'
import { atMost, createRow, judge, type Result, type Row } from '../runner/row.ts'
import type { Server } from '../runner/server.ts'
import { summarizeRatio } from '../runner/statistics.ts'
import type { ContenderName } from '../runner/workers.ts'
import { roomOf } from './live-rooms.ts'

interface Chat extends LiveShape {
  state: { messages: unknown[] }
  calls: { say(text: string): void }
}

/** How many messages the room has, of about 150 bytes each. */
const sizes = { '1 KB': 7, '1 MB': 7_000, '8 MB': 54_000 }
const changes = 10
const text = 'x'.repeat(100)

/** What a page that sees the complete state is sent for a message, by the size of that state. */
export async function measureLiveSizes(server: Server): Promise<Row[]> {
  const common = { workload: 'live chat, sent for a message', unit: 'bytes' } as const
  const results: Record<string, Partial<Record<ContenderName, Result>>> = {}
  for (const [size, messages] of Object.entries(sizes)) {
    results[size] = {
      ours: await orFails(() => sentToLivePage(server, messages)),
      'whole-state': await orFails(() => sentWhole(server, messages)),
    }
  }
  const rows = Object.entries(results).map(([size, each]) =>
    createRow({ ...common, size, results: each, compareTo: null }),
  )
  const [least, most] = [results['1 KB']?.ours, results['8 MB']?.ours]
  if (!Array.isArray(least) || !Array.isArray(most)) return rows
  const flat = { workload: `${common.workload}, flatness`, size: '8 MB', unit: common.unit }
  const ratio = summarizeRatio(most, least)
  const values = rows.at(-1)?.values ?? {}
  return [...rows, judge({ ...flat, values, ratio, ratioTo: 'own 1 KB', target: atMost(1.1) })]
}

async function orFails(measure: () => Promise<number>): Promise<Result> {
  return measure().then(
    (value) => [value],
    (error: unknown) => ({ fails: messageOf(error) }),
  )
}

async function fill(server: Server, name: ContenderName, messages: number): Promise<Objects> {
  const room = { ...roomOf(name), names: [`with-${messages}`] }
  await callMethod(server, room, { method: 'fill', args: [messages] })
  return room
}

/** Bytes per message, as a page counts them while another one speaks. */
async function sentToLivePage(server: Server, messages: number): Promise<number> {
  const { worker, className, names } = await fill(server, 'ours', messages)
  let received = 0
  class CountingSocket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols)
      this.addEventListener('message', ({ data }) => {
        received += Buffer.byteLength(data)
      })
    }
  }
  const address = `ws://127.0.0.1:${server.port(worker)}/${className}/${names[0]}`
  const reader = connect<Chat>(address, { WebSocket: CountingSocket })
  const speaker = connect<Chat>(address)
  try {
    await Promise.all([shows(reader, messages), shows(speaker, messages)])
    const before = received
    for (let n = 1; n <= changes; n++) {
      await speaker.calls.say(text)
      await shows(reader, messages + n)
    }
    return (received - before) / changes
  } finally {
    reader.close()
    speaker.close()
  }
}

function shows(page: LiveObject<Chat>, messages: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (page.getSnapshot()?.messages.length !== messages) return
      stop()
      resolve()
    }
    const stop = page.subscribe(look)
    look()
  })
}

async function sentWhole(server: Server, messages: number): Promise<number> {
  const { worker, className, names } = await fill(server, 'whole-state', messages)
  const options = { port: server.port(worker), path: `/${className}/${names[0]}` }
  const page = await openPages({ ...options, count: 1, isLive: false })
  try {
    for (let n = 0; n < changes; n++) await page.say(1)
    return page.received / changes
  } finally {
    page.close()
  }
}
