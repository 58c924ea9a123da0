import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Server, startServer } from './server.ts'
import { buildCounters, buildWorkers, type CounterBundles, type WorkerBundle } from './workers.ts'

/** What the works share. */
export interface Bench {
  quick: boolean
  server: Server
  /** For a workerd of its own. The folder is gone when `use` has ended. */
  withFolder<T>(use: (folder: string) => Promise<T>): Promise<T>
  workers: WorkerBundle[]
  counterBundles: CounterBundles
  progress(text: string): void
}

export interface BenchOptions {
  quick: boolean
  /** Where the data is stored while it runs; on a real disk. */
  folder: string
  progress(text: string): void
}

export async function withBench<T>(
  options: BenchOptions,
  use: (bench: Bench) => Promise<T>,
): Promise<T> {
  const { quick, folder, progress } = options
  progress('Building the workers')
  // All of it now: somebody may build the packages anew while this runs.
  const workers = await buildWorkers()
  const counterBundles = await buildCounters()
  return withFolder(folder, async (data) => {
    const server = await startServer(data, workers)
    try {
      const scratch: Bench['withFolder'] = (run) => withFolder(folder, run)
      return await use({
        ...{ quick, server, workers, counterBundles, progress },
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
