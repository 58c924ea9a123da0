import { stripVTControlCharacters, styleText } from 'node:util'
import { problemsOf } from '../app/problems.ts'
import { formatSystemError, isSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'

// Problems are printed to stderr, which may be a terminal where stdout is not.
const { stderr: stream } = process

/** An error as the terminal shows it: what, where, what to do. A stack only for a bug. */
export function formatProblem(error: unknown): string {
  if (isSystemError(error)) return formatProblem(systemProblem(error))
  if (!(error instanceof UserError)) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  const problems = problemsOf(error)
  if (problems.length > 1) return problems.map(formatProblem).join('\n\n')
  const where = error.file ? `${styleText('bold', error.file, { stream })}\n  ` : ''
  const hint = error.hint ? `\n  ${error.hint.replaceAll('\n', '\n  ')}` : ''
  return `${where}${styleText('red', error.message, { stream })}${hint}`
}

/** An error for `--json`: what `formatProblem` says, as data. */
export function problemJson(error: unknown): string {
  const known = isSystemError(error) ? systemProblem(error) : error
  const problems = known instanceof UserError ? problemsOf(known) : [{ message: String(known) }]
  const errors = problems.map((problem) => {
    const { message, file, hint }: Pick<UserError, 'message'> & Partial<UserError> = problem
    return { message, file, hint }
  })
  return JSON.stringify({ errors }, null, 2)
}

/** For Vite and Vitest, which print errors themselves: everything in the message, and no stack. */
export function inMessage(error: unknown): unknown {
  if (!(error instanceof UserError)) return error
  const plain = new Error(stripVTControlCharacters(formatProblem(error)))
  plain.stack = plain.message
  return plain
}

function systemProblem(error: NodeJS.ErrnoException): UserError {
  const { syscall, path } = error
  const what = path ? `${path} cannot be used` : `The system refused to ${syscall}`
  return new UserError(`${what}: ${formatSystemError(error)}.`, {
    hint: 'Fix that and run the command again.',
    cause: error,
  })
}
