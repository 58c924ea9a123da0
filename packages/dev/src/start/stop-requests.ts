import { findLaunchers } from './launchers.ts'
import { isRunning } from './process-identity.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Outside Linux each look is a run of `ps`. */
const interval = process.platform === 'linux' ? 500 : 2000

/**
 * Calls `stop` when this process is asked to end: by a signal, or, when npm started it, because npm
 * has gone (`kill -9` of npm reaches nobody else). Returns what ends the watch.
 */
export function watchStopRequests(stop: () => void): () => void {
  for (const signal of signals) process.on(signal, stop)
  const timer = process.env.npm_lifecycle_event === undefined ? undefined : watchNpm(stop)
  return () => {
    clearInterval(timer)
    for (const signal of signals) process.off(signal, stop)
  }
}

function watchNpm(stop: () => void): NodeJS.Timeout {
  const launchers = findLaunchers()
  return setInterval(() => {
    if (!launchers.every(isRunning)) stop()
  }, interval)
}
