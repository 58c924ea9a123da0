import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Identifies a process, also after another has got the same pid. */
export interface ProcessIdentity {
  pid: number
  /** Its start time, as the system writes it; empty where the system does not give it. */
  started: string
}

/** The running process with that pid; undefined when there is none. A zombie is not running. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (!exists(pid)) return undefined
  const seen = process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid)
  if (seen === 'zombie') return undefined
  // The pid exists, but nothing more can be read (another user's process, /proc with hidepid).
  return { pid, started: seen ?? '' }
}

export function isRunning(identity: ProcessIdentity): boolean {
  const now = identifyProcess(identity.pid)
  if (now === undefined) return false
  return now.started === '' || identity.started === '' || now.started === identity.started
}

/** Whether the process ended within `limit` ms. */
export async function waitUntilGone(identity: ProcessIdentity, limit: number): Promise<boolean> {
  const deadline = Date.now() + limit
  while (isRunning(identity)) {
    if (Date.now() >= deadline) return false
    await delay(50)
  }
  return true
}

/** Gives the process `patience` ms to end by itself, then kills it. False when it is still running. */
export async function endProcess(identity: ProcessIdentity, patience: number): Promise<boolean> {
  if (await waitUntilGone(identity, patience)) return true
  try {
    process.kill(identity.pid, 'SIGKILL')
  } catch {
    // It ended meanwhile, or is another user's. The wait below finds out which.
  }
  return waitUntilGone(identity, 2000)
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return parseProcStat(stat, boot)
  } catch {
    return undefined
  }
}

/** The start time is in clock ticks since boot, so it identifies a process only with the boot's id. */
export function parseProcStat(stat: string, boot: string): string {
  // The second field is the command in parentheses, which may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0] ?? ''
  return 'ZXx'.includes(state) ? 'zombie' : `${boot}:${fields[19]}`
}

export function readFromPs(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined
  try {
    const line = execFileSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      // `lstart` depends on the language and time zone of whoever asks.
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [state = '', ...started] = line.trim().split(/\s+/)
    return state.startsWith('Z') ? 'zombie' : started.join(' ')
  } catch {
    return undefined
  }
}
