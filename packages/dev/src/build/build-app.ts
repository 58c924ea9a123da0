import { createBuilder } from 'vite'
import { throwProblems } from '../app/problems.ts'
import { explainCompileError } from '../compile-errors/compile-errors.ts'
import { missingPlugins } from './load-plugins.ts'

/** Builds the app into `dist/`; the Worker and its configuration are in `dist/worker`. */
export async function buildApp({ root }: { root: string }): Promise<void> {
  const plugins = await missingPlugins(root, 'build')
  try {
    const builder = await createBuilder({ root, plugins })
    await builder.buildApp()
  } catch (error) {
    throwProblems(explainCompileError(error, root))
    throw error
  }
}
