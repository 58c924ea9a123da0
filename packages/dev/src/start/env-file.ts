import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { UserError } from '../user-error.ts'

/** The variables of a file of `NAME=value` lines, as Node reads it. */
export function readEnvFile(file: string): Record<string, string> {
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Record<string, string>
  } catch (cause) {
    throw new UserError(`The variables cannot be read: ${(cause as Error).message}`, {
      file,
      hint: 'Give --env-file a file with one NAME=value a line.',
      cause,
    })
  }
}
