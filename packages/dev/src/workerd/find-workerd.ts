import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { UserError } from '../user-error.ts'

/** The workerd binary of the installed `workerd` package. */
export function findWorkerd(): string {
  try {
    // When it is loaded, the package looks for this platform's binary, and throws if there is none.
    const { default: path } = createRequire(import.meta.url)('workerd') as { default: string }
    accessSync(path, constants.X_OK)
    return path
  } catch (cause) {
    throw notInstalled(cause)
  }
}

/** The same error where another package, such as miniflare, loaded the `workerd` package. */
export function explainMissingWorkerd(error: unknown): UserError | undefined {
  const text = error instanceof Error ? error.message : ''
  return /could not be found, and is needed by workerd/.test(text) ? notInstalled(error) : undefined
}

function notInstalled(cause: unknown): UserError {
  return new UserError('The workerd binary for this machine is not installed.', {
    hint: 'Install the dependencies again, including optional ones: npm install --include=optional',
    cause,
  })
}
