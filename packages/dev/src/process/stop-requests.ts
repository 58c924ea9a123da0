import { findParentProcesses } from './parent-processes.ts'
import { isRunning } from './process-identity.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Milliseconds. Outside Linux each check runs `ps`. */
const interval = process.platform === 'linux' ? 500 : 2000

/** npm passes on a signal that the terminal has already sent to both. Milliseconds. */
const sameRequest = 500

export interface StopHandlers {
  /** The first request: end in order. */
  stop(): void
  /** A later request: end at once. */
  stopNow(): void
}

/**
 * Calls a handler when this process is asked to stop: by a signal or, when npm started it, because npm
 * is gone (`kill -9` of npm reaches no other process). Returns a function that ends the watch.
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
  const launchers = findParentProcesses()
  return setInterval(() => {
    if (!launchers.every(isRunning)) onLost()
  }, interval)
}
