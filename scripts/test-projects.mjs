// Installs, builds and serves each project of tests/projects, with the packed packages of this repository:
// `node scripts/test-projects.mjs [name…]`. With CLOUDWERK_PROJECTS=<folder> they are installed there, and
// stay for the next run.
import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
// The repository's own Node comes first.
const PATH = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`

function run(command, ...args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: 'inherit',
  })
  if (status !== 0) process.exit(status ?? 1)
}

run('node', 'scripts/prepare.mjs')
const files = process.argv.slice(2).map((name) => `tests/projects/${name}.test.ts`)
run('vitest', 'run', '--config', 'tests/projects/vitest.config.ts', ...files)
