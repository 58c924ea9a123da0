import { createBuilder } from 'vite'
import { throwProblems } from '../app/problems.ts'
import { explainCompileError } from '../compile-errors/compile-errors.ts'
import { buildFramework } from '../frameworks/build-framework.ts'
import { findCompleted, findFramework } from '../frameworks/find-framework.ts'
import { nameAssets } from '../frameworks/name-assets.ts'
import { UserError } from '../user-error.ts'
import { viteOptions } from './load-plugins.ts'

export interface BuildOptions {
  root: string
  /** The command that builds the parts of another framework, in place of its own. */
  with?: string | undefined
}

/** Builds the app into `dist/`; the Worker and its configuration are in `dist/worker`. */
export async function buildApp({ root, with: command }: BuildOptions): Promise<void> {
  const framework = findFramework(root)
  if (framework) await buildFramework(root, { framework, command })
  else if (command !== undefined) throw noFramework(command)
  // Its own Vite has built the objects as well.
  if (framework && !framework.built) return
  const options = await viteOptions(root, 'build')
  try {
    const builder = await createBuilder({ root, ...options })
    await builder.buildApp()
    const completed = findCompleted(root)
    if (completed) await nameAssets(root, completed)
  } catch (error) {
    throwProblems(explainCompileError(error, root))
    throw error
  }
}

function noFramework(command: string): UserError {
  return new UserError(`--with "${command}" has nothing to build here.`, {
    hint: 'It is for projects of frameworks that build a Worker of their own, which package.json lists. Run the command before cloudwerk build.',
  })
}
