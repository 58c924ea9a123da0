/** How `start` prints: as text, or each line as JSON. */
export type LogFormat = 'text' | 'json'

export interface LogOptions {
  format: LogFormat
  /** Replaces positions in the bundle; undefined for a line that says nothing to the app's author. */
  mapStack(line: string): string | undefined
  onOutput(line: string): void
}

/** Lines of the app, after `logAsJson` of `@cloudwerk/core/host`. */
const mark = '\u0001cloudwerk-log '
const frame = /^\s+at /
/** Lines of one message come together. Milliseconds. */
const patience = 50

/** One line, without its time. */
export interface LogEntry {
  level: string
  message: string
  /** Where the server answers, once it is ready. */
  url?: string
}

/** Returns a function that takes a line printed by the app or by workerd and passes on what to print. */
export function createLog({ format, mapStack, onOutput }: LogOptions): (line: string) => void {
  if (format === 'text') {
    return (line) => {
      const shown = mapStack(line)
      if (shown !== undefined) onOutput(shown)
    }
  }
  let open: LogEntry | undefined
  let timer: NodeJS.Timeout | undefined
  const close = (): void => {
    clearTimeout(timer)
    if (open) onOutput(formatEntry(open))
    open = undefined
  }
  return (line) => {
    const entry = readEntry(line)
    if (entry) {
      close()
      const lines = entry.message.split('\n').flatMap((part) => mapStack(part) ?? [])
      onOutput(formatEntry({ ...entry, message: lines.join('\n') }))
      return
    }
    const shown = mapStack(line)
    if (shown === undefined) return
    if (open && frame.test(shown)) {
      open.message += `\n${shown}`
      return
    }
    close()
    open = { level: levelOf(shown), message: shown }
    timer = setTimeout(close, patience)
  }
}

/** A line of `start` itself. */
export function formatEntry(entry: LogEntry): string {
  return JSON.stringify({ time: new Date().toISOString(), ...entry })
}

function readEntry(line: string): LogEntry | undefined {
  if (!line.startsWith(mark)) return undefined
  try {
    // Written by `logAsJson`, unless the app printed the same mark.
    return JSON.parse(line.slice(mark.length)) as LogEntry
  } catch {
    return undefined
  }
}

/** Of what workerd itself prints. */
function levelOf(line: string): string {
  if (/^(?:Uncaught\b|\w*Error\b|\*\*\* )/.test(line)) return 'error'
  return /^warning\b/i.test(line) ? 'warn' : 'info'
}
