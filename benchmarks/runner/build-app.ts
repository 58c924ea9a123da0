import { execFile } from 'node:child_process'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const app = join(repository, 'examples/counter')
const command = join(repository, 'packages/dev/bin/cloudwerk.js')

/** The Worker that `cloudwerk build` writes for an app with a counter and a route, by file. */
export async function buildApp(): Promise<Record<string, string>> {
  await promisify(execFile)(process.execPath, [command, 'build'], { cwd: app })
  const modules: Record<string, string> = {}
  for await (const file of glob('**/*.js', { cwd: join(app, 'dist/worker') })) {
    const text = await readFile(join(app, 'dist/worker', file), 'utf8')
    modules[file] = text.replace(/\/\/# sourceMappingURL=.*\n?$/, '')
  }
  return modules
}
