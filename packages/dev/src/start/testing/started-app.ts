import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect } from 'vitest'
import { type LockRecord, readLockRecord } from '../../data-directory/lock-record.ts'
import { waitUntilGone } from '../../process/process-identity.ts'
import type { ListenOptions } from '../listen-address.ts'
import { config, worker } from './built-worker.ts'

/** Prints what happens as JSON lines, and ends with the code that `startApp` resolves with. */
const starter = `
  const { startApp } = await import(process.argv[1])
  const say = (message) => console.log(JSON.stringify(message))
  try {
    process.exitCode = await startApp({
      ...JSON.parse(process.argv[2]),
      onReady: ({ url }) => say({ url }),
      onNotice: (notice) => say({ notice }),
    })
  } catch ({ name, message, hint }) {
    say({ error: { name, message, hint } })
    process.exitCode = 1
  }
`
const starterFile = new URL('../start-app.ts', import.meta.url).href

/** Milliseconds; for what hangs. */
export const patience = 240_000

export interface Said {
  url?: string
  notice?: string
  error?: { name: string; message: string; hint?: string }
}

export interface Started {
  child: ChildProcess
  said: Said[]
  printed: string[]
  exit: Promise<number | null>
  /** The address, or an error with what was said instead. */
  ready: Promise<string>
}

let root: string
let started: Started[] = []

/** Gives each test of the file a built app, and ends the servers that the test started. */
export function useBuiltApp(): void {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudwerk-start-'))
    writeFile('.wrangler/deploy/config.json', '{"configPath":"../../dist/worker/wrangler.json"}')
    writeFile('dist/worker/wrangler.json', JSON.stringify(config))
    writeFile('dist/worker/index.js', worker)
    writeFile('dist/worker/assets/text.txt', 'imported')
  })
  afterEach(async () => {
    const left = readLock()?.workerd
    for (const { child } of started) child.kill('SIGKILL')
    await Promise.all(started.map(({ exit }) => exit))
    started = []
    if (left !== undefined) expect(await waitUntilGone(left, patience)).toBe(true)
    rmSync(root, { recursive: true })
  })
}

export function writeFile(name: string, text: string): void {
  mkdirSync(join(root, name, '..'), { recursive: true })
  writeFileSync(join(root, name), text)
}

export function removeBuild(): void {
  rmSync(join(root, 'dist'), { recursive: true })
}

export const dataDirectory = (): string => join(root, 'data')

export function readLock(): LockRecord | undefined {
  return readLockRecord(join(dataDirectory(), 'lock'))
}

/** The identity of workerd, read before the lock is removed. */
export function workerdOf(lock: LockRecord | undefined): NonNullable<LockRecord['workerd']> {
  if (lock?.workerd === undefined) throw new Error('no workerd in the lock')
  return lock.workerd
}

export interface StartSettings {
  port?: number
  host?: string
  vars?: Record<string, string>
  health?: ListenOptions
  env?: Record<string, string>
}

export function start({ env, ...settings }: StartSettings = {}): Started {
  return follow(
    spawn(process.execPath, starterArguments(settings), {
      env: { ...process.env, npm_lifecycle_event: undefined, ...env },
    }),
  )
}

/** The arguments of a node that starts the app. */
export function starterArguments(settings: Omit<StartSettings, 'env'>): string[] {
  const options = { root, host: '127.0.0.1', port: 0, data: dataDirectory(), ...settings }
  return ['--input-type=module', '-e', starter, starterFile, JSON.stringify(options)]
}

export function follow(child: ChildProcess): Started {
  const said: Said[] = []
  const printed: string[] = []
  const exit = once(child, 'close').then(([code]) => code as number | null)
  const ready = new Promise<string>((resolve, reject) => {
    if (child.stdout === null || child.stderr === null) throw new Error('no output')
    createInterface({ input: child.stderr }).on('line', (line) => printed.push(line))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as Said
      said.push(message)
      if (message.url !== undefined) resolve(message.url)
    })
    exit.then(() => reject(new Error(JSON.stringify({ said, printed }))))
  })
  // A start that is meant to fail is looked at through `failure`.
  ready.catch(() => {})
  const result = { child, said, printed, exit, ready }
  started.push(result)
  return result
}

export async function failure(attempt: Started): Promise<NonNullable<Said['error']>> {
  expect(await attempt.exit).toBe(1)
  const error = attempt.said.find((message) => message.error !== undefined)?.error
  if (error === undefined) throw new Error(JSON.stringify(attempt.said))
  expect(error.name).toBe('UserError')
  return error
}

/** Ends the server, as a deployment or the terminal does. */
export async function stop(server: Started): Promise<void> {
  server.child.kill('SIGTERM')
  await server.exit
}

export const anyPort: ListenOptions = { host: '127.0.0.1', port: 0 }

/** The status and body of `/healthz`, of a server that was started with `health`. */
export async function askHealth({ said }: Started): Promise<[number, unknown]> {
  const url = said.flatMap(({ notice }) => /^Health on (\S+)/.exec(notice ?? '')?.[1] ?? [])[0]
  const response = await fetch(url ?? 'no health yet')
  return [response.status, await response.json()]
}

export async function count(url: string, name = 'a'): Promise<number> {
  const response = await fetch(`${url}/${name}`)
  return ((await response.json()) as { value: number }).value
}

export async function openSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  return socket
}
