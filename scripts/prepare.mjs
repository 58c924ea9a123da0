// Plain Node 20, without dependencies: it runs before anything is installed.
// Installs when the lockfile changed since the last install, then builds what changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const bin = join(modules, '.bin')
const stamp = join(modules, '.lockfile-hash')
const lock = join(root, '.prepare-lock')

function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfileHash()
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Two commands in one clone must not install or build at the same time. */
async function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock)
      writeFileSync(join(lock, 'pid'), String(process.pid))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    let holder = Number.NaN
    try {
      holder = Number(readFileSync(join(lock, 'pid'), 'utf8'))
    } catch {
      // Just made, or just removed.
    }
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { recursive: true, force: true })
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function run(command, args) {
  // What the repository installs comes first, so that its Node 24 runs the tools.
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' })
  if (error) console.error(`${command} could not be started: ${error.message}`)
  if (status !== 0) process.exitCode = 1
  return status === 0
}

function install() {
  console.log('Installing the packages of the lockfile, once …')
  if (!run('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit'])) return false
  writeFileSync(stamp, lockfileHash())
  return true
}

/** The compiler leaves behind what it made of a source that is gone, and npm would pack it. */
function removeStale() {
  for (const name of readdirSync(join(root, 'packages'))) {
    const dist = join(root, 'packages', name, 'dist')
    for (const file of readdirSync(dist, { recursive: true })) {
      const source = file.replace(/(\.d\.ts|\.js)$/, '.ts')
      if (source !== file && !existsSync(join(root, 'packages', name, 'src', source))) {
        rmSync(join(dist, file))
      }
    }
  }
}

await takeLock()
try {
  if ((isInstalled() || install()) && run('tsc', ['--build'])) removeStale()
} finally {
  rmSync(lock, { recursive: true, force: true })
}
