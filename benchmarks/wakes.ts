// Shows whether memory stays when objects wake again and again, beside a hand-written class:
//   node benchmarks/wakes.ts [--objects 100] [--rounds 100] [--folder /tmp]
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evict, objectsOf, runSequence } from './runner/objects.ts'
import { type Server, startServer } from './runner/server.ts'
import { buildWorkers, type ContenderName, contenders } from './runner/workers.ts'
import { sizes } from './workloads/sizes.ts'

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '100' },
    folder: { type: 'string', default: tmpdir() },
  },
})
const [count, rounds] = [Number(values.objects), Number(values.rounds)]
const workers = await buildWorkers({ peers: false })

console.log('| | wakes | live objects of V8 | pages of V8 | resident |\n|---|---|---|---|---|')
for (const name of ['ours', 'raw-sql'] satisfies ContenderName[]) {
  const folder = mkdtempSync(join(values.folder, 'cloudwerk-wakes-'))
  const port = await freePort()
  // One worker per process, so that each has its own memory.
  const own = workers.filter((worker) => worker.name === contenders[name].worker)
  const server = await startServer(folder, own, [`--inspector-addr=127.0.0.1:${port}`])
  try {
    await wakeAll(server, { name, port })
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function wakeAll(
  server: Server,
  { name, port }: { name: ContenderName; port: number },
): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `wakes ${index}`)
  const objects = objectsOf(name, ...names)
  const each = Math.max(1, Math.round(rounds / 10))
  for (let round = 1; round <= rounds; round += 1) {
    const change = { operation: 'append', first: round, count: 1 } as const
    await runSequence(server, objects, { ...change, size: sizes['10 KB'] })
    await evict(server, objects)
    if (round % each !== 0) continue
    for (let time = 0; time < 3; time += 1) {
      await server.send(contenders[name].worker, { kind: 'collect' })
    }
    const { usedSize, totalSize } = await readHeap(port)
    const sizesInMb = [usedSize, totalSize, server.memory()].map(inMegabytes)
    console.log(`| ${[name, round * count, ...sizesInMb].join(' | ')} |`)
  }
}

interface Heap {
  usedSize: number
  totalSize: number
}

/** Asks workerd's inspector, in bytes. */
async function readHeap(port: number): Promise<Heap> {
  const list = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    webSocketDebuggerUrl: string
  }[]
  const socket = new WebSocket(list[0]?.webSocketDebuggerUrl ?? '')
  try {
    await once(socket, 'open')
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' }))
    const [{ data }] = (await once(socket, 'message')) as [MessageEvent<string>]
    return (JSON.parse(data) as { result: Heap }).result
  } finally {
    socket.close()
  }
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return address.port
}
