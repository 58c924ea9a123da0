import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { inject, onTestFinished } from 'vitest'
import { freePort, waitUntil } from '../end-to-end/app.ts'
import { type CommandOutcome, runCommand } from '../end-to-end/run-command.ts'

/** A project of `tests/projects/NAME`, installed outside the repository. */
export interface Project {
  root: string
  /** Runs one of its commands to its end: `run('vite', 'build')`. */
  run(command: string, ...args: string[]): Promise<CommandOutcome>
  /** As `run`. Throws with what it printed if it failed. */
  succeed(command: string, ...args: string[]): Promise<string>
  /**
   * Starts one of its servers on a free port, as `--port`, until the test has finished. Waits until it
   * answers at `path`.
   */
  serve(command: string, args?: string[], path?: string): Promise<ProjectServer>
  /** Starts `cloudwerk dev --with` another server, and waits until that answers, as `serve` does. */
  serveBeside(command: string, path?: string): Promise<ProjectServer>
}

export interface ProjectServer {
  url: string
  output(): string
  /** Ends it and what it has started. */
  stop(): Promise<void>
}

/** Copies a project and installs it: the packages of this repository packed, the others from the registry. */
export async function installProject(name: string): Promise<Project> {
  const folder = inject('projectsFolder')
  const root = join(folder, name)
  copySources(fileURLToPath(new URL(name, import.meta.url)), root)
  usePacks(join(root, 'package.json'), join(folder, 'packs'))
  const project: Project = {
    root,
    run: (command, ...args) => runCommand(root, join(root, 'node_modules/.bin', command), args, {}),
    async succeed(command, ...args) {
      const { code, output } = await project.run(command, ...args)
      if (code === 0) return output
      throw new Error(`${name}: ${[command, ...args].join(' ')} ended with ${code}:\n${output}`)
    },
    serve: (command, args = [], path = '/') =>
      startServer(root, { command, args, path, port: undefined }),
    async serveBeside(command, path = '/') {
      const port = await freePort()
      const args = ['dev', '--with', `${command} --port ${port}`]
      return startServer(root, { command: 'cloudwerk', args, path, port })
    },
  }
  const { code, output } = await runCommand(root, 'npm', ['install', '--no-fund', '--no-audit'])
  if (code !== 0) throw new Error(`${name} cannot be installed:\n${output}`)
  return project
}

/** What an earlier run has installed stays, and what it has built goes. */
function copySources(from: string, root: string): void {
  mkdirSync(root, { recursive: true })
  for (const entry of readdirSync(root)) {
    if (entry !== 'node_modules') rmSync(join(root, entry), { recursive: true })
  }
  // A file of the same version has other contents in each run.
  rmSync(join(root, 'node_modules/@cloudwerk'), { recursive: true, force: true })
  rmSync(join(root, 'node_modules/.package-lock.json'), { force: true })
  cpSync(from, root, { recursive: true })
}

interface Manifest {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** Each dependency on a package of this repository becomes one on its file. */
function usePacks(file: string, packs: string): void {
  const files = readdirSync(packs)
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  for (const list of [manifest.dependencies ?? {}, manifest.devDependencies ?? {}]) {
    for (const name of Object.keys(list).filter((key) => key.startsWith('@cloudwerk/'))) {
      const prefix = `${name.slice(1).replace('/', '-')}-`
      const pack = files.find(
        (other) => other.startsWith(prefix) && /^\d/.test(other.slice(prefix.length)),
      )
      list[name] = `file:${join(packs, pack ?? prefix)}`
    }
  }
  writeFileSync(file, JSON.stringify(manifest, null, 2))
}

interface ServerOptions {
  command: string
  args: string[]
  path: string
  /** Where it is waited for, if not at its own port. */
  port: number | undefined
}

async function startServer(
  root: string,
  { command, args, path, port: other }: ServerOptions,
): Promise<ProjectServer> {
  const port = await freePort()
  const bin = join(root, 'node_modules/.bin', command)
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  const unset = { FORCE_COLOR: undefined, CI: undefined, NODE_ENV: undefined, VITEST: undefined }
  const child = spawn(bin, [...args, '--port', String(port)], {
    cwd: root,
    env: { ...process.env, ...unset, PATH, NO_COLOR: '1', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, which ends as a whole.
    detached: true,
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk
    })
  }
  const output = (): string => stripVTControlCharacters(text)
  const ended = once(child, 'close')
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
  }
  onTestFinished(async () => {
    // What it has started in groups of their own ends only in order. A minute is for a hang.
    child.kill('SIGTERM')
    const limit = new AbortController()
    await Promise.race([
      ended,
      wait(60_000, undefined, { signal: limit.signal }).catch(() => undefined),
    ])
    limit.abort()
    endGroup(child.pid)
    await ended
  })
  const url = await findUrl(other ?? port, path, () => {
    if (child.exitCode !== null) throw new Error(`${command} has ended:\n${output()}`)
  })
  return { url, output, stop }
}

/** Some servers listen on the IPv6 address of localhost alone. */
async function findUrl(port: number, path: string, assertRunning: () => void): Promise<string> {
  let found: string | undefined
  await waitUntil(async () => {
    assertRunning()
    for (const url of [`http://127.0.0.1:${port}`, `http://[::1]:${port}`]) {
      const response = await fetch(url + path).catch(() => undefined)
      await response?.body?.cancel()
      if (response?.ok) found = url
    }
    return found !== undefined
  })
  return found as unknown as string
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
