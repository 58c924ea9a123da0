import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Bench } from '../runner/bench.ts'
import { buildApp } from '../runner/build-app.ts'
import { buildWorker } from '../runner/build-worker.ts'
import { interleave } from '../runner/interleave.ts'
import { frame, openRawSocket } from '../runner/raw-socket.ts'
import { atMost, createRow, type Row } from '../runner/row.ts'
import { startApp } from '../runner/start-app.ts'
import { summarize } from '../runner/statistics.ts'
import { startWorkerd } from '../runner/workerd.ts'
import type { Workload } from './workload.ts'

const app = 'benchmarks/flood/app'

/** One client sends as much as it can; settles when all of it was served. */
type Flood = (port: number) => Promise<void>

const floods: Record<string, Flood> = {
  'a socket that sends 20,000 messages': sendMessages,
  'a connection that sends 2,000 requests': sendRequests,
}

/** How long calls of another object take while one client sends without a pause. */
export const flood: Workload = { name: 'call beside a flood', measure }

async function measure(bench: Bench): Promise<Row[]> {
  await buildApp(app)
  const code = await buildWorker({ entry: 'flood/by-hand.ts', minify: true })
  return bench.withFolder(async (folder) => {
    const ours = await startApp(app, join(folder, 'ours'))
    const byHand = await startWorkerd(join(folder, 'by-hand'), [
      { name: 'bare', module: 'bare.js', classNames: ['Counter', 'Flooded'], code },
    ])
    const ports = { ours: ours.port, bare: byHand.port('bare') }
    try {
      const rows: Row[] = []
      for (const [name, run] of Object.entries(floods)) {
        bench.progress(`call beside ${name}`)
        rows.push(await compare(bench, { name, run, ports }))
      }
      return rows
    } finally {
      await ours.stop()
      await byHand.stop()
    }
  })
}

interface Comparison {
  name: string
  run: Flood
  ports: Record<'ours' | 'bare', number>
}

async function compare(bench: Bench, { name, run, ports }: Comparison): Promise<Row> {
  const measures = (['ours', 'bare'] as const).map(
    (contender) => [contender, () => slowdown(ports[contender], run)] as const,
  )
  const results = await interleave(new Map(measures), { rounds: bench.quick ? 1 : 5 })
  return createRow({
    ...{ workload: `call beside ${name}`, size: '-', unit: 'times', compareTo: null },
    results: Object.fromEntries(results),
    target: atMost(3),
    note: 'median of the calls during the flood divided by that in peace; bare is workerd without cloudwerk start',
  })
}

/** The median time of a call during the flood, divided by that in peace. */
async function slowdown(port: number, run: Flood): Promise<number> {
  const agent = new Agent({ keepAlive: true, noDelay: true })
  try {
    const calls = { port, agent }
    const peace = await callUntil(calls, ({ length }) => length >= 100)
    let isOver = false
    const over = run(port).finally(() => {
      isOver = true
    })
    const beside = await callUntil(calls, () => isOver)
    await over
    return summarize(beside).median / summarize(peace).median
  } finally {
    agent.destroy()
  }
}

interface Calls {
  port: number
  agent: Agent
}

/** Milliseconds per call, one after another. */
async function callUntil(
  { port, agent }: Calls,
  isEnough: (times: number[]) => boolean,
): Promise<number[]> {
  const times: number[] = []
  do {
    const start = performance.now()
    const request = get({ host: '127.0.0.1', port, agent, path: '/counter/another' })
    const [response] = await once(request, 'response')
    await once(response.resume(), 'end')
    times.push(performance.now() - start)
  } while (!isEnough(times))
  return times
}

async function sendMessages(port: number): Promise<void> {
  const socket = await openRawSocket(port, '/flooded/room')
  const over = readUntil(socket, /over/)
  const one = frame('x'.repeat(100))
  socket.write(Buffer.concat([...Array.from({ length: 20_000 }, () => one), frame('end')]))
  await over
  socket.destroy()
}

async function sendRequests(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let answers = 0
  const over = new Promise<void>((resolve, reject) => {
    socket.on('data', (bytes: Buffer) => {
      answers += bytes.toString('latin1').split('HTTP/1.1 200').length - 1
      if (answers >= 2_000) resolve()
    })
    socket.on('close', () => reject(new Error(`The connection ended after ${answers} answers.`)))
  })
  socket.write('GET /counter/pipelined HTTP/1.1\r\nHost: bench\r\n\r\n'.repeat(2_000))
  await over
  socket.destroy()
}

function readUntil(socket: Socket, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('data', (bytes: Buffer) => {
      if (pattern.test(bytes.toString('latin1'))) resolve()
    })
    socket.on('close', () => reject(new Error('The socket was closed before its answer.')))
  })
}
