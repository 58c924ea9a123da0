import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { inject, onTestFinished } from 'vitest'
import { linkPackages } from './link-packages.ts'

export interface CommandResult {
  code: number | null
  output: string
  stdout: string
}

/** A running `cloudwerk dev` or `cloudwerk start`. */
export interface Server {
  url: string
  child: ChildProcess
  /** What it has printed so far. */
  output(): string
  /** Resolves when it has ended, even if it was killed. */
  ended: Promise<number | null>
  /** Ends it, by SIGTERM unless another signal is given. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** A copy of the installed app in its own folder, removed when the test has finished. */
export function copyApp(files: Record<string, string | null> = {}): string {
  const root = makeApp(files)
  onTestFinished(() => removeApp(root))
  return root
}

/** A copy of the installed app that stays until `removeApp`. */
export function makeApp(files: Record<string, string | null> = {}): string {
  const installed = inject('installedApp')
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-app-'))
  for (const entry of ['app', 'package.json', 'tsconfig.json']) {
    cpSync(join(installed, entry), join(root, entry), { recursive: true })
  }
  linkPackages(join(installed, 'node_modules'), root)
  writeFiles(root, files)
  return root
}

/** A copy of an app with all that was built and stored in it, removed when the test has finished. */
export function copyOf(app: string): string {
  const root = mkdtempSync(join(tmpdir(), 'cloudwerk-app-'))
  onTestFinished(() => removeApp(root))
  cpSync(app, root, { recursive: true, verbatimSymlinks: true })
  return root
}

export function removeApp(root: string): void {
  rmSync(root, { recursive: true, force: true })
}

/** Writes files relative to `root`; null removes one. */
export function writeFiles(root: string, files: Record<string, string | null>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path)
    if (text === null) {
      rmSync(file, { recursive: true })
      continue
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** Runs `cloudwerk …args` to its end, as on a developer's machine. */
export async function cloudwerk(root: string, ...args: string[]): Promise<CommandResult> {
  if (args.join(' ') !== 'build') return runCloudwerk(root, { args })
  // Loading the builder takes several times as long as the build of a small app.
  const response = await fetch(inject('buildServer'), { method: 'POST', body: root })
  return (await response.json()) as CommandResult
}

/** Runs `cloudwerk …args` to its end, with additional environment variables: `CI: 'true'`. */
export async function runCloudwerk(
  root: string,
  { args, env }: { args: string[]; env?: NodeJS.ProcessEnv },
): Promise<CommandResult> {
  const child = spawnCloudwerk(root, args, env)
  let stdout = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  const output = collectOutput(child)
  const [code] = await once(child, 'close')
  return { code, output: output(), stdout }
}

/** Starts `cloudwerk dev` or `start` on a free port until the test has finished. */
export async function serve(
  root: string,
  command: 'dev' | 'start',
  ...args: string[]
): Promise<Server> {
  const server = await startServer(root, command, { args })
  onTestFinished(() => server.stop())
  return server
}

export interface ServerOptions {
  /** Default: a free port. */
  port?: number
  args?: string[]
  /** What it prints once it is ready, if not as text. */
  ready?: RegExp
}

/** The last thing that each prints at its start: its address, and in dev what can be called. */
const lastWords = { start: /^Ready on /m, dev: /Local: [\s\S]*?\n\n[\s\S]*?\n\n/ }

/**
 * Starts `cloudwerk dev` or `start` and waits until it answers and has printed all of its start. The
 * caller has to stop it.
 */
export async function startServer(
  root: string,
  command: 'dev' | 'start',
  { port: given, args = [], ready = lastWords[command] }: ServerOptions = {},
): Promise<Server> {
  const port = given ?? (await freePort())
  const child = spawnCloudwerk(root, [command, '--port', String(port), ...args])
  const output = collectOutput(child)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await waitUntil(async () => {
      if (child.exitCode !== null) throw new Error(`cloudwerk ${command} ended:\n${output()}`)
      return ready.test(output()) && (await answers(url))
    })
  } catch (error) {
    await stop('SIGKILL')
    throw error
  }
  return { url, child, output, ended, stop }
}

function spawnCloudwerk(root: string, args: string[], more?: NodeJS.ProcessEnv): ChildProcess {
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  const unset = { FORCE_COLOR: undefined, CI: undefined, CLOUDFLARE_ENV: undefined }
  const env = { ...process.env, PATH, NO_COLOR: '1', ...unset, ...more }
  const bin = join(root, 'node_modules/.bin/cloudwerk')
  return spawn(bin, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

function collectOutput(child: ChildProcess): () => string {
  let text = ''
  const append = (chunk: Buffer) => {
    text += chunk
  }
  child.stdout?.on('data', append)
  child.stderr?.on('data', append)
  return () => stripVTControlCharacters(text)
}

/** One range for each of Vitest's workers, so that no two servers are given the same port. */
const ports = { first: 20_000 + (Number(process.env.VITEST_POOL_ID ?? 0) % 12) * 1000, count: 1000 }
let nextPort = Math.floor(Math.random() * ports.count)

/**
 * Below the ports that the system gives to whoever asks for any (32,768 and up on Linux): a server asks
 * for several beside its own, and would now and then be given the very one that was just found free.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.first + (nextPort++ % ports.count)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(url).catch(() => undefined)) !== undefined
}

/** Polls until `condition` returns true; otherwise the test's own time limit ends it. */
export async function waitUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50))
}

export async function post(url: string, body?: string): Promise<unknown> {
  return (await fetch(url, { method: 'POST', body })).json()
}

export async function get(url: string): Promise<unknown> {
  return (await fetch(url)).json()
}
