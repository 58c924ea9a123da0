import { execFile } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const repository: string = fileURLToPath(new URL('../..', import.meta.url))
/** The command line of the repository's own packages. */
export const command: string = join(repository, 'packages/dev/bin/cloudwerk.js')

/** The Worker that `cloudwerk build` writes for the app in a folder of the repository, by file. */
export async function buildApp(folder: string): Promise<Record<string, string>> {
  const app = join(repository, folder)
  await promisify(execFile)(process.execPath, [command, 'build'], { cwd: app })
  const modules: Record<string, string> = {}
  for await (const file of glob('**/*.js', { cwd: join(app, 'dist/worker') })) {
    const text = await readFile(join(app, 'dist/worker', file), 'utf8')
    modules[file] = text.replace(/\/\/# sourceMappingURL=.*\n?$/, '')
  }
  return modules
}
