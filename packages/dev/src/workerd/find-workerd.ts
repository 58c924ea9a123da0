import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { UserError } from '../user-error.ts'

/** The workerd binary of the installed `workerd` package. */
export function findWorkerd(): string {
  try {
    // The package looks for the binary of this platform when it is loaded, and throws without one.
    const { default: path } = createRequire(import.meta.url)('workerd') as { default: string }
    accessSync(path, constants.X_OK)
    return path
  } catch (cause) {
    throw notInstalled(cause)
  }
}

/** The same, where the package was loaded by another one, as miniflare does. */
export function explainMissingWorkerd(error: unknown): UserError | undefined {
  const text = error instanceof Error ? error.message : ''
  return /could not be found, and is needed by workerd/.test(text) ? notInstalled(error) : undefined
}

function notInstalled(cause: unknown): UserError {
  return new UserError('The workerd binary for this machine is not installed.', {
    hint: 'Install the dependencies again, with optional ones (npm install --include=optional).',
    cause,
  })
}
