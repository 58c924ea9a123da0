import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { besideScript } from './guardian.ts'

export interface BesideOptions {
  /** As for a shell. */
  command: string
  cwd: string
  env: NodeJS.ProcessEnv
  /** Gets each line that it prints. */
  onLine(line: string, stream: 'stdout' | 'stderr'): void
}

/** A command that runs as long as the dev server. */
export interface BesideProcess {
  /** Settles when it and all that it has started are gone, with its exit code as a shell reports it. */
  ended: Promise<number>
  /** Asks it to end, and kills it when the time, in milliseconds, is over. */
  stop(gracePeriod: number): void
  /** Kills it at once. */
  kill(): void
}

const isWindows = process.platform === 'win32'
/** How long what the command has left behind may take to end. Milliseconds. */
const leftPatience = 2000

export function startBeside({ command, cwd, env, onLine }: BesideOptions): BesideProcess {
  const child = isWindows
    ? spawn(command, { cwd, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('sh', ['-c', besideScript, 'sh', command], {
        ...{ cwd, env, detached: true },
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      })
  const lines = (['stdout', 'stderr'] as const).map((stream) =>
    forwardLines(child[stream], (line) => onLine(line, stream)),
  )
  return {
    ended: exitCodeOf(child).then(async (code) => {
      await endGroup(child)
      await Promise.race([Promise.all(lines), delay(leftPatience, undefined, { ref: false })])
      return code
    }),
    stop(gracePeriod) {
      signal(child, 'SIGTERM')
      setTimeout(() => signal(child, 'SIGKILL'), gracePeriod).unref()
    },
    kill: () => signal(child, 'SIGKILL'),
  }
}

/** A shell reports a process that a signal has ended as 128 and its number. */
function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, name) => resolve(code ?? 128 + (name ? constants.signals[name] : 0)))
  })
}

/** What the command has started in the background ends with it. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (!signal(child, 'SIGTERM')) return
  const deadline = Date.now() + leftPatience
  while (signal(child, 0) && Date.now() < deadline) await delay(20)
  signal(child, 'SIGKILL')
}

/** False when there is nobody left. */
function signal({ pid = 0 }: ChildProcess, name: NodeJS.Signals | 0): boolean {
  try {
    return pid > 0 && process.kill(isWindows ? pid : -pid, name)
  } catch {
    return false
  }
}

function forwardLines(stream: Readable | null, onLine: (line: string) => void): Promise<void> {
  if (!stream) return Promise.resolve()
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', onLine).on('close', resolve)
  })
}
