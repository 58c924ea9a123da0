import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { formatSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'

/** The variables in a file of `NAME=value` lines, in the format that Node reads. */
export function readEnvFile(file: string): Record<string, string> {
  const text = readText(file)
  const line = findBadLine(text)
  if (line !== undefined) {
    throw new UserError('This line is not in the form NAME=value.', {
      file: `${file}:${line}`,
      hint: 'Write one NAME=value per line, a value of several lines in quotes, and a comment after #.',
    })
  }
  return parseEnv(text) as Record<string, string>
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UserError(`The variables cannot be read: ${formatSystemError(cause)}.`, {
      file,
      hint: 'Pass --env-file a file with one NAME=value per line.',
      cause,
    })
  }
}

/**
 * The number of the first line that is not in the form `NAME=value`. Node (24) and Wrangler (4.149)
 * skip such lines silently.
 */
export function findBadLine(text: string): number | undefined {
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]?.trim() ?? ''
    if (line === '' || line.startsWith('#')) continue
    const value = /^(?:export\s+)?[\w.-]+\s*[=:]\s*(.*)$/.exec(line)?.[1]
    if (value === undefined) return index + 1
    index += linesOfQuote(value, lines.slice(index + 1))
  }
  return undefined
}

/** How many more lines a quoted value takes. A quote that is never closed ends with its line. */
function linesOfQuote(value: string, following: readonly string[]): number {
  const quote = value[0] ?? ''
  if (!['"', "'", '`'].includes(quote) || value.indexOf(quote, 1) !== -1) return 0
  return following.findIndex((line) => line.includes(quote)) + 1
}
