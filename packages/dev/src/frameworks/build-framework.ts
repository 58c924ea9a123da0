import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectEnv } from '../process/project-env.ts'
import { runToEnd } from '../process/run-to-end.ts'
import { UserError } from '../user-error.ts'
import type { CompletedFramework, Framework } from './find-framework.ts'

/** Runs the framework's own build, or the given command in its place; its output goes to the terminal. */
export async function buildFramework(
  root: string,
  { framework, command = framework.build }: { framework: Framework; command?: string | undefined },
): Promise<void> {
  const code = await runToEnd(command, { cwd: root, env: projectEnv(root), shell: true })
  if (code === 0) return
  throw new UserError(`${command} ended with exit code ${code}.`, {
    hint: 'Its output above says why. cloudwerk build runs it first; another command can be given by --with.',
  })
}

/** @throws UserError where the adapter has written no Worker. */
export function assertBuilt(root: string, { name, adapter, built }: CompletedFramework): void {
  const { main } = built
  if (existsSync(join(root, main))) return
  throw new UserError(`${name} has not built a Worker: there is no ${main}.`, {
    hint: `Let ${name} use ${adapter}. If it writes its Worker elsewhere, name that file as "main" in wrangler.jsonc.`,
  })
}
