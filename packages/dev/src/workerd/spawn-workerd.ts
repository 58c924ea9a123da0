import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex, Readable, Writable } from 'node:stream'
import { umaskFor } from '../data-directory/private-folder.ts'
import { endProcess, identifyProcess, type ProcessIdentity } from '../process/process-identity.ts'
import { UserError } from '../user-error.ts'
import { readControlMessages } from './control-messages.ts'
import { startGuardianScript } from './start-guardian.ts'

export interface WorkerdProcess {
  identity: ProcessIdentity
  /** Lets workerd start. Until then it touches no data. */
  begin(): void
  /** The port that it listens on. Never settles if workerd ends first. */
  port: Promise<number>
  /** Settles when workerd is gone, with its exit code as a shell reports it. */
  ended: Promise<number>
  /** Lets running requests finish. workerd then ends by itself, unless a socket stays open. */
  drain(): void
  /** Drains workerd, and kills it after 2 s. */
  stop(): void
  /** Kills workerd at once. */
  kill(): void
}

export interface SpawnOptions {
  executable: string
  /** workerd's configuration in its text format, which may hold secrets. */
  config: string
  /** The data directory; no other user can enter it. */
  data: string
  args: string[]
  /** A folder that is removed when workerd has ended. */
  temporary: string | undefined
  /** Gets each line that workerd or the app prints. */
  onLine(line: string): void
}

/** How long the guardian's second half gets when its first was killed. Milliseconds. */
const guardPatience = 3000

export async function spawnWorkerd(options: SpawnOptions): Promise<WorkerdProcess> {
  const child = process.platform === 'win32' ? spawnAlone(options) : spawnGuarded(options)
  const lifeline = child.stdin
  const control = controlOf(child)
  lifeline?.on('error', ignoreClosedPipe)
  for (const output of [child.stdout, child.stderr]) {
    if (output !== null) forwardLines(output, options.onLine)
  }
  const messages = readControlMessages(control)
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const code = exitCodeOf(child, options.executable)
  const identity = await identify(child, Promise.race([messages.pid, code.then(() => undefined)]))
  return {
    identity,
    begin: () => control.write('go\n'),
    port: messages.port,
    ended: code.then(async (ended) => {
      lifeline?.end()
      await endProcess(identity, guardPatience)
      await closed
      return ended
    }),
    drain: () => signal(identity, 'SIGTERM'),
    stop: () => (lifeline === null ? child.kill() : lifeline.end()),
    kill: () => signal(identity, 'SIGKILL'),
  }
}

function signal({ pid }: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already, which `ended` reports.
  }
}

async function identify(
  child: ChildProcess,
  reported: Promise<number | undefined>,
): Promise<ProcessIdentity> {
  const pid = process.platform === 'win32' ? child.pid : await reported
  const identity = pid === undefined ? undefined : identifyProcess(pid)
  if (identity !== undefined) return identity
  child.stdin?.end()
  throw new UserError('workerd could not be started: its process ended at once.')
}

/** In its own session, so that Ctrl-C in a terminal reaches only node, which then stops workerd. */
function spawnGuarded(options: SpawnOptions): ChildProcess {
  const { executable, args, temporary = '' } = options
  const config = openUnnamed(options)
  try {
    const umask = umaskFor(join(options.data, 'objects')).toString(8)
    const command = [temporary, umask, executable, 'serve', '/dev/fd/4', ...args]
    return spawn('sh', ['-c', startGuardianScript, 'sh', ...command], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', config],
      detached: true,
    })
  } finally {
    closeSync(config)
  }
}

/** The configuration as a file whose name is removed before anything is written to it. */
function openUnnamed({ data, config }: SpawnOptions): number {
  const file = join(data, 'workerd.capnp')
  rmSync(file, { force: true })
  const descriptor = openSync(file, 'wx+', 0o600)
  rmSync(file)
  // Written at a given position, so that the descriptor's own stays 0: on macOS workerd reads from it.
  const bytes = Buffer.from(config)
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, done)
  }
  return descriptor
}

/** Windows has no `sh`. If node is killed by force, workerd keeps running there until the next start. */
function spawnAlone({ executable, args, data, config }: SpawnOptions): ChildProcess {
  const file = join(data, 'workerd.capnp')
  writeFileSync(file, config, { mode: 0o600 })
  return spawn(executable, ['serve', file, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
}

function controlOf(child: ChildProcess): Duplex {
  // A 'pipe' after the first three is a duplex socket, which Node's types do not express.
  return child.stdio[3] as Readable & Writable as Duplex
}

function exitCodeOf(child: ChildProcess, executable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => {
      reject(new UserError(`${executable} cannot be run: ${cause.message}`, { cause }))
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

function forwardLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream.on('end', () => {
    if (rest !== '') onLine(rest)
  })
}

function ignoreClosedPipe(): void {
  // workerd is gone, which `ended` reports.
}
