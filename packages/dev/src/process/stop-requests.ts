import { findLaunchers } from './parent-processes.ts'
import { isRunning } from './process-identity.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Outside Linux each look is a run of `ps`. */
const interval = process.platform === 'linux' ? 500 : 2000

/** npm hands on what the terminal has sent to both of them. */
const sameRequest = 500

export interface StopHandlers {
  /** The first request: to end in order. */
  stop(): void
  /** A later one: to end at once. */
  stopNow(): void
}

/**
 * Calls a handler when this process is asked to end: by a signal, or, when npm started it, because
 * npm has gone (`kill -9` of npm reaches nobody else). Returns what ends the watch.
 */
export function watchStopRequests({ stop, stopNow }: StopHandlers): () => void {
  let asked: number | undefined
  const onSignal = () => {
    asked ??= begin()
    if (Date.now() - asked > sameRequest) stopNow()
  }
  const onLost = () => {
    asked ??= begin()
  }
  const begin = (): number => {
    stop()
    return Date.now()
  }
  for (const signal of signals) process.on(signal, onSignal)
  const timer = process.env.npm_lifecycle_event === undefined ? undefined : watchNpm(onLost)
  return () => {
    clearInterval(timer)
    for (const signal of signals) process.off(signal, onSignal)
  }
}

function watchNpm(onLost: () => void): NodeJS.Timeout {
  const launchers = findLaunchers()
  return setInterval(() => {
    if (!launchers.every(isRunning)) onLost()
  }, interval)
}
