import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Server, startServer } from './server.ts'
import {
  buildCounters,
  buildLive,
  buildWorkers,
  type CounterBundles,
  type PeerName,
  peerNames,
  type WorkerBundle,
} from './workers.ts'

/** The context in which workloads run. */
export interface Bench {
  quick: boolean
  /** The other libraries that are measured beside ours; none without `--peers`. */
  peers: PeerName[]
  server: Server
  /** Creates a folder for a separate workerd, and removes it when `use` has settled. */
  withFolder<T>(use: (folder: string) => Promise<T>): Promise<T>
  workers: WorkerBundle[]
  liveWorker: WorkerBundle
  counterBundles: CounterBundles
  progress(text: string): void
}

export interface BenchOptions {
  quick: boolean
  peers: boolean
  /** The folder for temporary data, on a real disk. */
  folder: string
  progress(text: string): void
}

export async function withBench<T>(
  options: BenchOptions,
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  const { quick, folder, progress } = options
  const peers = options.peers ? peerNames : []
  progress('Building the workers')
  // All at once, since the packages may be rebuilt while the benchmark runs.
  const workers = await buildWorkers(options)
  const liveWorker = await buildLive()
  const counterBundles = await buildCounters(options)
  return withFolder(folder, async (data) => {
    const server = await startServer(data, workers)
    try {
      const scratch: Bench['withFolder'] = (run) => withFolder(folder, run)
      return await use({
        ...{ quick, peers, server, workers, liveWorker, counterBundles, progress },
        withFolder: scratch,
      })
    } finally {
      await server.stop()
    }
  })
}

async function withFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(parent, 'cloudwerk-bench-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  try {
    return await use(folder)
  } finally {
    remove()
    process.off('exit', remove)
  }
}
