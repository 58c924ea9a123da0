import type { Plugin } from 'vite'
import type { PoolWorker } from 'vitest/node'

/**
 * Runs the files in workerd one at a time, because one of two concurrent files hung
 * (vitest-plugin 1.4.0). With Vitest's `fileParallelism: false` they would run after all other
 * projects, on one core; with this plugin they run alongside them.
 */
export function turnsInWorkerd(): Plugin {
  let last = Promise.resolve()
  const takeTurn = (worker: PoolWorker): PoolWorker => {
    const before = last
    const ended = Promise.withResolvers<void>()
    last = before.then(() => ended.promise)
    return afterTurn(worker, { before, end: ended.resolve })
  }
  return {
    name: 'turns-in-workerd',
    configureVitest({ project: { config } }) {
      const { poolRunner } = config
      if (!poolRunner) throw new Error('The project has no pool that runs files in workerd.')
      config.poolRunner = {
        name: poolRunner.name,
        createPoolWorker: (options) => takeTurn(poolRunner.createPoolWorker(options)),
      }
    },
  }
}

interface Turn {
  before: Promise<void>
  end(): void
}

/** The worker starts immediately, but runs its file only after the earlier ones. */
function afterTurn(worker: PoolWorker, { before, end }: Turn): PoolWorker {
  const send = worker.send.bind(worker)
  const stop = worker.stop.bind(worker)
  let isStopped = false
  return Object.assign(worker, {
    send(message: Parameters<typeof send>[0]) {
      if (message.type !== 'run' && message.type !== 'collect') return send(message)
      void before.then(() => {
        if (!isStopped) send(message)
      })
    },
    async stop() {
      isStopped = true
      try {
        await stop()
      } finally {
        end()
      }
    },
  } satisfies Partial<PoolWorker>)
}
