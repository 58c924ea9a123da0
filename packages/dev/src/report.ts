import { styleText } from 'node:util'
import { problemsOf } from './app/problems.ts'
import { UserError } from './user-error.ts'

/** An error as the terminal shows it: what, where, what to do. A stack only where it is our fault. */
export function describeProblem(error: unknown): string {
  if (!(error instanceof UserError)) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  const problems = problemsOf(error)
  if (problems.length > 1) return problems.map(describeProblem).join('\n\n')
  const where = error.file ? `${styleText('bold', error.file)}\n  ` : ''
  const hint = error.hint ? `\n  ${error.hint.replaceAll('\n', '\n  ')}` : ''
  return `${where}${styleText('red', error.message)}${hint}`
}
