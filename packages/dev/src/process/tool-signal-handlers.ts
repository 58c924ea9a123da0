const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * What Vite (8.3) and Miniflare (5.20261006) do at a signal: they end the process at once, while calls
 * run. Both let go of what they hold when the server is closed, too, and at the process's end.
 */
const foreign = ['parentSigtermCallback', 'onSignalInt', 'onSignalTerm', 'onSignalHup']

/** Keeps Vite and Miniflare from ending the process at a signal, also those that start later. */
export function takeSignals(): void {
  process.on('newListener', (event: string | symbol, listener: { name: string }) => {
    if (!signals.includes(String(event)) || !foreign.includes(listener.name)) return
    // It is added right after this event.
    queueMicrotask(() => process.off(event, listener as () => void))
  })
}
