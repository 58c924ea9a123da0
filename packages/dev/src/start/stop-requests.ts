const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `stop` when this process is asked to end: by a signal, or, when npm started it, because its
 * parent has gone (`kill -9` of npm reaches nobody else). Returns what ends the watch.
 */
export function watchStopRequests(stop: () => void): () => void {
  for (const signal of signals) process.on(signal, stop)
  const timer = process.env.npm_lifecycle_event === undefined ? undefined : watchParent(stop)
  return () => {
    clearInterval(timer)
    for (const signal of signals) process.off(signal, stop)
  }
}

function watchParent(stop: () => void): NodeJS.Timeout {
  const parent = process.ppid
  return setInterval(() => {
    if (process.ppid !== parent) stop()
  }, 500)
}
