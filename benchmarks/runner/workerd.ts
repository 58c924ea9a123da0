import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { generateConfig, type ServedWorker } from './capnp-config.ts'

export interface Workerd {
  port(worker: string): number
  /** Resident memory in bytes. */
  memory(): number
  /** Milliseconds of CPU that it has used, in steps of 10. */
  cpuTime(): number
  stop(): Promise<void>
}

/** Starts workerd with its data in `folder`, which can hold data from an earlier run. */
export async function startWorkerd(
  folder: string,
  workers: (ServedWorker & { code: string })[],
  args: string[] = [],
): Promise<Workerd> {
  const objects = join(folder, 'objects')
  await mkdir(objects, { recursive: true })
  for (const { module, code, others } of workers) {
    for (const [file, text] of Object.entries({ ...others, [module]: code })) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), text)
    }
  }
  const config = join(folder, 'config.capnp')
  await writeFile(config, generateConfig(workers, objects))

  const child = spawn(workerdBinary(), ['serve', config, '--control-fd=3', ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const errors: string[] = []
  child.stderr?.on('data', (text) => errors.push(String(text)))
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  let stopping = false
  child.on('exit', (code, signal) => {
    if (!stopping) process.stderr.write(`workerd exited (${signal ?? code}): ${errors.join('')}\n`)
  })
  // workerd must not outlive this process.
  const kill = (): boolean => child.kill('SIGKILL')
  process.on('exit', kill)

  const control = child.stdio[3] as Readable
  const ports = await Promise.race([
    readPorts(control, workers.length),
    ended.then(() => Promise.reject(new Error(`workerd exited: ${errors.join('')}`))),
  ])
  return {
    port: (worker) => ports.get(worker) ?? 0,
    memory: () => residentMemory(child.pid),
    cpuTime: () => cpuTime(child.pid),
    async stop() {
      stopping = true
      kill()
      await ended
      process.off('exit', kill)
    },
  }
}

function workerdBinary(): string {
  const { default: path } = createRequire(import.meta.url)('workerd') as { default: string }
  return path
}

function readPorts(control: Readable, count: number): Promise<Map<string, number>> {
  const ports = new Map<string, number>()
  return new Promise((resolve) => {
    createInterface({ input: control }).on('line', (line) => {
      const message = JSON.parse(line) as { event: string; socket: string; port: number }
      if (message.event === 'listen') ports.set(message.socket, message.port)
      if (ports.size === count) resolve(ports)
    })
  })
}

function residentMemory(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return Number(kilobytes) * 1024
}

function cpuTime(pid: number | undefined): number {
  // The name of the program, in parentheses, may contain spaces.
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user, system] = fields.split(' ').slice(11, 13)
  return (Number(user) + Number(system)) * 10
}
