import { stripVTControlCharacters } from 'node:util'
import { createLogger, type Logger, normalizePath } from 'vite'
import { explainCompileError } from '../compile-errors/compile-errors.ts'
import { formatProblem } from '../terminal/report.ts'

/** The watcher, the reload and the request each tell of one mistake. */
const sameMistake = 2000

/** Vite's logger, with errors in the app's files told as our own are: once, and with no foreign stack. */
export function createDevLogger(root: string): Logger {
  const logger = createLogger('info', { allowClearScreen: false })
  const { error, info } = logger
  const isNew = createMemory()
  logger.error = (message, options): void => {
    const plain = plainError(message, root)
    if (isNew(plain ?? message)) error(plain ?? message, options)
  }
  // What the Worker's module loader prints with console.error arrives here.
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

/** What a tool says of an error, in our words; undefined for what the app prints itself. */
export function plainError(message: string, root: string): string | undefined {
  const text = stripVTControlCharacters(message)
  if (/^\[vite\] Failed to reload /.test(text)) return 'The Worker cannot be loaded as it is now.'
  const [, told] =
    /^(?:Internal server error: |\[vite\] An error happened during full reload\n|\[vite\] (?=\w*Error: ))(.*)/s.exec(
      text,
    ) ?? []
  if (told === undefined) return undefined
  const [problem] = explainCompileError({ message: told }, root)
  return problem ? formatProblem(problem) : withoutForeignFrames(told, root)
}

/** The Worker's entry is no file of the user's, and one line about each update is enough. */
function plainUpdate(message: string): string | undefined {
  const text = stripVTControlCharacters(message)
  if (text.startsWith('[vite] hot updated: virtual:')) return undefined
  return /hmr update virtual:cloudflare\/worker-entry$/.test(text)
    ? 'The app is reloaded.'
    : message
}

/** Whether a mistake was not told just now. What is about no place is always new. */
function createMemory(): (text: string) => boolean {
  const told = new Map<string, number>()
  return (text) => {
    const place = /^\S+:\d+(?=:\d+\n)|^The Worker cannot be loaded/.exec(
      stripVTControlCharacters(text),
    )
    if (!place) return true
    const before = told.get(place[0]) ?? 0
    told.set(place[0], Date.now())
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
