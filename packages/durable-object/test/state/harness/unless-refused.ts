import { DurableObjectStateError } from '../../../src/errors.ts'

/**
 * Runs a program. One that changes what another handler has taken away meanwhile is refused, which the machine does not
 * foresee in all cases; it ends there.
 */
export function unlessRefused(program: () => void): void {
  try {
    program()
  } catch (error) {
    const isRefused = error instanceof DurableObjectStateError
    if (!(isRefused && /by another handler|after another handler/.test(error.message))) throw error
  }
}
