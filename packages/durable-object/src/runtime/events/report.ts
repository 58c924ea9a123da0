import type { Runs } from './handler-runner.ts'

export interface Failure {
  error: unknown
  /** What follows from it, as the end of "'alarm' of Counter 'alice' failed". */
  note?: string
}

/** Logs a failure of a handler that has no caller. */
export function report({ blueprint, identity }: Runs, handler: string, failure: Failure): void {
  const { error, note = '' } = failure
  // In dev a stack shows source files, and without our own the user's line is the first.
  if (blueprint.dev && error instanceof Error) {
    error.stack = error.stack?.replace(/\n.*[\\/]@cloudwerk[\\/].*/g, '')
  }
  console.error(`'${handler}' of ${identity.describe()} failed${note}:`, error)
}
