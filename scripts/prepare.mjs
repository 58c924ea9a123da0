// Installs the packages if the lockfile changed since the last install, then builds what changed.
// Uses no dependencies and only features of Node 20, since it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
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

/** Prevents two commands in the same clone from installing or building at the same time. */
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
      // The lock was just created or just removed.
    }
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { recursive: true, force: true })
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

function run(command, args) {
  // The repository's own binaries come first, so that its Node 24 runs the tools.
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' })
  if (error) console.error(`Could not start ${command}: ${error.message}`)
  if (status !== 0) process.exitCode = 1
  return status === 0
}

function install() {
  console.log('Installing the packages in package-lock.json …')
  if (!run('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit'])) return false
  writeFileSync(stamp, lockfileHash())
  return true
}

/** The compiler keeps the output of deleted sources, and npm would pack it. */
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

/** What errors refer to, for an app that has no docs: the pages become a part of the package. */
function copyDocs() {
  const source = join(root, 'docs')
  const target = join(root, 'packages/dev/docs')
  const pages = readdirSync(source, { recursive: true }).filter((file) => file.endsWith('.md'))
  for (const file of existsSync(target) ? readdirSync(target, { recursive: true }) : []) {
    if (file.endsWith('.md') && !pages.includes(file)) rmSync(join(target, file))
  }
  for (const file of pages) {
    mkdirSync(dirname(join(target, file)), { recursive: true })
    const text = readFileSync(join(source, file))
    const isCopied = existsSync(join(target, file)) && text.equals(readFileSync(join(target, file)))
    // Another process may be packing it.
    if (!isCopied) writeFileSync(join(target, file), text)
  }
}

await takeLock()
try {
  if ((isInstalled() || install()) && run('tsc', ['--build'])) {
    removeStale()
    copyDocs()
  }
} finally {
  rmSync(lock, { recursive: true, force: true })
}
