import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const repository = fileURLToPath(new URL('../..', import.meta.url))
const app = join(repository, 'examples/counter')
const command = join(repository, 'packages/dev/bin/cloudwerk.js')

/** The Worker that `cloudwerk build` writes for an app with a counter and a route. */
export async function buildApp(): Promise<string> {
  await promisify(execFile)(process.execPath, [command, 'build'], { cwd: app })
  const bundle = await readFile(join(app, 'dist/worker/index.js'), 'utf8')
  return bundle.replace(/\/\/# sourceMappingURL=.*\n?$/, '')
}
