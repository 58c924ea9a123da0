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
    throw new UserError('The workerd binary for this machine is not installed.', {
      hint: 'Install the dependencies again, with optional ones (npm install --include=optional).',
      cause,
    })
  }
}
