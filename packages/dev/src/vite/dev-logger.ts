import { stripVTControlCharacters } from 'node:util'
import { createLogger, type LogErrorOptions, type Logger, normalizePath } from 'vite'
import { describeProblem } from '../report.ts'
import { explainCompileError } from './compile-errors.ts'

/** The watcher, the reload and the request each tell of one mistake. */
const sameMistake = 2000

/** Vite's logger, with errors in the app's files told as our own are: once, and with no foreign stack. */
export function createDevLogger(root: string): Logger {
  const logger = createLogger('info', { allowClearScreen: false })
  const { error } = logger
  const told = new Map<string, number>()
  logger.error = (message: string, options?: LogErrorOptions): void => {
    const shown = plainError(message, root)
    const key = placeOf(shown)
    const before = told.get(key)
    told.set(key, Date.now())
    if (before === undefined || Date.now() - before > sameMistake) error(shown, options)
  }
  return logger
}

/** What the user's own code prints starts otherwise, and stays as it is. */
export function plainError(message: string, root: string): string {
  const text = stripVTControlCharacters(message)
  const [, tool] =
    /^(?:.{0,14}\[vite\] )(?:\(\w+\) )?(?:Internal server error: )?(.*)/s.exec(text) ?? []
  if (tool === undefined) return message
  if (tool.startsWith('Failed to reload ')) return 'The Worker cannot be loaded as it is now.'
  const [problem] = explainCompileError({ message: tool }, root)
  return problem ? describeProblem(problem) : withoutForeignFrames(tool, root)
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

/** `app/objects/counter.ts:1:2`, with which a problem starts, or all of the text. */
function placeOf(text: string): string {
  const plain = stripVTControlCharacters(text)
  return /^\S+:\d+(?=:\d+\n)/.exec(plain)?.[0] ?? plain
}
