import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex, Readable, Writable } from 'node:stream'
import { UserError } from '../user-error.ts'
import { readControlMessages } from './control-messages.ts'
import { guardianScript } from './guardian.ts'
import { endProcess, identifyProcess, type ProcessIdentity } from './process-identity.ts'

export interface WorkerdProcess {
  identity: ProcessIdentity
  /** Lets workerd begin. Until then it has touched nothing. */
  begin(): void
  /** The port it listens on. Never settles if it ends before. */
  port: Promise<number>
  /** Settles when workerd is gone: the exit code, as a shell counts it. */
  ended: Promise<number>
  /** Ends it: in order first, by force after 2 s. */
  stop(): void
}

export interface SpawnOptions {
  executable: string
  args: string[]
  /** Gets each line that workerd and the app print. */
  onLine(line: string): void
}

/** How long the guardian's second half gets when its first was killed. */
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
    stop: () => (lifeline === null ? child.kill() : lifeline.end()),
  }
}

async function identify(
  child: ChildProcess,
  told: Promise<number | undefined>,
): Promise<ProcessIdentity> {
  const pid = process.platform === 'win32' ? child.pid : await told
  const identity = pid === undefined ? undefined : identifyProcess(pid)
  if (identity !== undefined) return identity
  child.stdin?.end()
  throw new UserError('workerd could not be started: its process ended at once.')
}

/** A session of its own: Ctrl-C in a terminal reaches node alone, which then stops workerd. */
function spawnGuarded({ executable, args }: SpawnOptions): ChildProcess {
  return spawn('sh', ['-c', guardianScript, 'sh', executable, ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
}

/** Windows has no `sh`. Killing node by force leaves workerd behind there, until the next start. */
function spawnAlone({ executable, args }: SpawnOptions): ChildProcess {
  return spawn(executable, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
}

function controlOf(child: ChildProcess): Duplex {
  // A 'pipe' past the first three is a socket, open both ways; Node's types do not say so.
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
  // workerd has gone, which `ended` reports.
}
