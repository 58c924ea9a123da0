import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describeSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'
import { findBadLine } from './env-lines.ts'

/** The variables of a file of `NAME=value` lines, as Node reads it. */
export function readEnvFile(file: string): Record<string, string> {
  const text = readText(file)
  const line = findBadLine(text)
  if (line !== undefined) {
    throw new UserError('This line of the variables is no NAME=value.', {
      file: `${file}:${line}`,
      hint: 'Write one NAME=value a line. A value of several lines stands in quotes, a note after #.',
    })
  }
  return parseEnv(text) as Record<string, string>
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UserError(`The variables cannot be read: ${describeSystemError(cause)}.`, {
      file,
      hint: 'Give --env-file a file with one NAME=value a line.',
      cause,
    })
  }
}
