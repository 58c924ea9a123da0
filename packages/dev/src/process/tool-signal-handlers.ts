const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * The names of the handlers of Vite (8.3) and Miniflare (5.20261006), which end the process at once,
 * even while calls are running. Both also clean up when the server is closed and when the process ends.
 */
const foreign = ['parentSigtermCallback', 'onSignalInt', 'onSignalTerm', 'onSignalHup']

/** Keeps Vite and Miniflare, also when they start later, from ending the process at a signal. */
export function removeToolSignalHandlers(): void {
  process.on('newListener', (event: string | symbol, listener: { name: string }) => {
    if (!signals.includes(String(event)) || !foreign.includes(listener.name)) return
    // The handler is added right after this event.
    queueMicrotask(() => process.off(event, listener as () => void))
  })
}
