import type { Command } from '../board/commands.ts'
import { createClient } from './client.ts'
import { summarize } from './statistics.ts'
import { startWorkerd } from './workerd.ts'
import type { WorkerBundle, WorkerName } from './workers.ts'

/** A running workerd, and access to the drivers in its workers. */
export interface Server {
  send(worker: WorkerName, command: Command): Promise<unknown>
  /** The duration in milliseconds on Node's clock, minus that of an empty request. */
  time(worker: WorkerName, command: Command): Promise<number>
  /** Resident memory in bytes. */
  memory(): number
  /** Milliseconds of CPU that workerd has used, in steps of 10. */
  cpuTime(): number
  /** The local port of the worker. */
  port(worker: WorkerName): number
  stop(): Promise<void>
}

/** `args` are further options of workerd. */
export async function startServer(
  folder: string,
  workers: WorkerBundle[],
  args: string[] = [],
): Promise<Server> {
  const workerd = await startWorkerd(folder, workers, args)
  const client = createClient()
  const emptyRequest = new Map<WorkerName, number>()

  function send(worker: WorkerName, command: Command): Promise<unknown> {
    return client.send(workerd.port(worker), command)
  }

  async function elapsed(worker: WorkerName, command: Command): Promise<number> {
    const start = performance.now()
    await send(worker, command)
    return performance.now() - start
  }

  async function measureEmptyRequest(worker: WorkerName): Promise<number> {
    const times: number[] = []
    for (let round = 0; round < 100; round += 1) times.push(await elapsed(worker, nothing))
    return summarize(times.slice(20)).median
  }

  return {
    send,
    async time(worker, command) {
      const empty = emptyRequest.get(worker) ?? (await measureEmptyRequest(worker))
      emptyRequest.set(worker, empty)
      return (await elapsed(worker, command)) - empty
    },
    memory: workerd.memory,
    cpuTime: workerd.cpuTime,
    port: workerd.port,
    async stop() {
      client.close()
      await workerd.stop()
    },
  }
}

const nothing: Command = {
  kind: 'sequence',
  ...{ operation: 'noop', className: '', names: [], first: 0, count: 0, items: 0, recent: 0 },
}
