import { createBuilder } from 'vite'
import { UserError } from '../user-error.ts'
import { missingPlugins } from './load-plugins.ts'

/** Builds the app into `dist/`; the Worker and its configuration are in `dist/worker`. */
export async function buildApp({ root }: { root: string }): Promise<void> {
  const plugins = await missingPlugins(root, 'build')
  const builder = await createBuilder({ root, plugins })
  try {
    await builder.buildApp()
  } catch (error) {
    throw userErrorIn(error) ?? error
  }
}

/** Rolldown puts what a plugin throws into an error of its own. */
function userErrorIn(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error
  const { errors, cause } = error as { errors?: unknown; cause?: unknown }
  const inner = Array.isArray(errors) ? errors : cause === undefined ? [] : [cause]
  return inner.map(userErrorIn).find((found) => found !== undefined)
}
