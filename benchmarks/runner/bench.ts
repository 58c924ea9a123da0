import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Server, startServer } from './server.ts'
import { buildWorkers, type WorkerBundle } from './workers.ts'

/** What the works share. */
export interface Bench {
  quick: boolean
  server: Server
  /** A part of one worker in a workerd of its own. Its data is gone when `use` has ended. */
  withFolder<T>(use: (folder: string) => Promise<T>): Promise<T>
  workers: WorkerBundle[]
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
  const workers = await buildWorkers()
  return withFolder(folder, async (data) => {
    const server = await startServer(data, workers)
    try {
      const scratch: Bench['withFolder'] = (run) => withFolder(folder, run)
      return await use({ quick, server, workers, progress, withFolder: scratch })
    } finally {
      await server.stop()
    }
  })
}

async function withFolder<T>(parent: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(parent, 'cloudwerk-bench-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
