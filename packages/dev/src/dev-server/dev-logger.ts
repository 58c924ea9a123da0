import { stripVTControlCharacters } from 'node:util'
import { createLogger, type Logger, normalizePath } from 'vite'
import { explainCompileError } from '../compile-errors/compile-errors.ts'
import { formatProblem } from '../terminal/report.ts'

/** The watcher, the reload and the request each report a mistake. Milliseconds. */
const sameMistake = 2000

/** Vite's logger, except that an error in the app's files is reported once, without stacks of tools. */
export function createDevLogger(root: string): Logger {
  const logger = createLogger('info', { allowClearScreen: false })
  const { error, info } = logger
  const isNew = createMemory()
  logger.error = (message, options): void => {
    const plain = plainError(message, root)
    if (isNew(plain ?? message)) error(plain ?? message, options)
  }
  // Vite passes on here what the Worker's module loader prints with console.error.
  logger.info = (message, options): void => {
    const plain = plainError(message, root)
    if (plain !== undefined) {
      if (isNew(plain)) error(plain)
      return
    }
    const text = plainUpdate(message)
    if (text !== undefined) info(text, options)
  }
  return logger
}

/** An error reported by a tool, in our words; undefined for a message that the app printed. */
export function plainError(message: string, root: string): string | undefined {
  const text = stripVTControlCharacters(message)
  if (/^\[vite\] Failed to reload /.test(text)) return 'The Worker failed to load.'
  const [, reported] =
    /^(?:Internal server error: |\[vite\] An error happened during full reload\n|\[vite\] (?=\w*Error: ))(.*)/s.exec(
      text,
    ) ?? []
  if (reported === undefined) return undefined
  const [problem] = explainCompileError({ message: reported }, root)
  return problem ? formatProblem(problem) : withoutForeignFrames(reported, root)
}

/** The Worker's entry is not one of the user's files, and one line per update is enough. */
function plainUpdate(message: string): string | undefined {
  const text = stripVTControlCharacters(message)
  if (text.startsWith('[vite] hot updated: virtual:')) return undefined
  return /hmr update virtual:cloudflare\/worker-entry$/.test(text)
    ? 'The app was reloaded.'
    : message
}

/** Returns whether a mistake has not just been reported. One without a position is always new. */
function createMemory(): (text: string) => boolean {
  const reported = new Map<string, number>()
  return (text) => {
    const place = /^\S+:\d+(?=:\d+\n)|^The Worker failed to load/.exec(
      stripVTControlCharacters(text),
    )
    if (!place) return true
    const before = reported.get(place[0]) ?? 0
    reported.set(place[0], Date.now())
    return Date.now() - before > sameMistake
  }
}

function withoutForeignFrames(text: string, root: string): string {
  const base = `${normalizePath(root)}/`
  const kept: string[] = []
  let inDump = false
  for (const line of text.split('\n')) {
    const isFrame = /^\s+at /.test(line)
    if (!inDump && (!isFrame || isOwn(line, base))) {
      kept.push(line.replace(base, '').replace(/ \{$/, ''))
    }
    if (isFrame && line.endsWith(' {')) inDump = true
    if (line === '}') inDump = false
  }
  return kept.join('\n').trimEnd()
}

function isOwn(frame: string, base: string): boolean {
  return frame.includes(base) && !frame.includes('node_modules/')
}
